import { runTrap } from "../trap";
import { IN_GROUP, PLACE, rules, SERVICE, stackOf } from "./stack";

const TIMEOUT = 60_000;
const KEPT = { api_management: [{ purge_soft_delete_on_destroy: false, recover_soft_deleted: true }] };
const NORTH = { location: "northeurope" };
const WORKSPACE = { ...PLACE, name: "mlops-logs" };

test(
  "the names of a gateway and a workspace that were deleted are not free in another region",
  async () => {
    const result = await runTrap({
      config: stackOf(KEPT, {
        azurerm_api_management: { gateway: SERVICE },
        azurerm_log_analytics_workspace: { logs: WORKSPACE },
      }),
      then: [
        stackOf(KEPT),
        stackOf(KEPT, {
          azurerm_api_management: { gateway: { ...SERVICE, ...NORTH } },
          azurerm_log_analytics_workspace: { logs: { ...WORKSPACE, ...NORTH } },
        }),
      ],
      rules,
    });
    expect(result.errorsAt["azurerm_api_management.gateway"]?.join()).toContain(
      "ServiceAlreadyExistsInSoftDeletedState",
    );
    expect(result.errorsAt["azurerm_log_analytics_workspace.logs"]?.join()).toContain("can be recovered there alone");
  },
  TIMEOUT,
);

test(
  "a group is not destroyed with what Azure makes beside Application Insights",
  async () => {
    const insights = { ...IN_GROUP, ...PLACE, name: "insights", application_type: "web" };
    const result = await runTrap({
      config: stackOf({}, { azurerm_application_insights: { insights } }),
      rules,
      destroy: true,
    });
    expect(result.errors.join()).toContain("Failure Anomalies - insights");
  },
  TIMEOUT,
);

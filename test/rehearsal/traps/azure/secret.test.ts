import { azureContainers } from "../../../../src/rehearsal/clouds/azure/containers";
import { PROXY_CONFIGURATION } from "../../servers/applied";
import { runTrap } from "../trap";
import { CONSUMPTION, IN_GROUP, PLACE, rules, stackOf } from "./stack";

const SIZE = { image: "ghcr.io/mlflow/mlflow:v3", cpu: 0.25, memory: "0.5Gi", command: ["sh", "-c"], args: ["exec x"] };

/** A server whose template says nothing of its secret's value. */
const server = (key: string) =>
  stackOf(
    {},
    {
      azurerm_container_app_environment: { public: { ...PLACE, name: "public", ...CONSUMPTION } },
      azurerm_container_app: {
        server: {
          ...{ ...IN_GROUP, name: "server", revision_mode: "Single" },
          container_app_environment_id: "${azurerm_container_app_environment.public.id}",
          workload_profile_name: "Consumption",
          secret: [{ name: "gateway-key", value: key }],
          ingress: [
            {
              ...{ target_port: 8080, external_enabled: true },
              traffic_weight: [{ latest_revision: true, percentage: 100 }],
            },
          ],
          template: [
            {
              container: [
                { ...SIZE, name: "mlflow" },
                {
                  ...{ ...SIZE, name: "proxy" },
                  env: [
                    { name: "MLOPS_PROXY_CONFIG", value: JSON.stringify(PROXY_CONFIGURATION) },
                    { name: "MLOPS_GATEWAY_KEY", secret_name: "gateway-key" },
                  ],
                },
              ],
            },
          ],
        },
      },
    },
  );

test("an app that gets another secret alone goes on with the old one, and no plan shows it", async () => {
  const result = await runTrap({ config: server("old"), then: [server("new")], rules });
  const key = (accounts?: typeof result.accounts) =>
    azureContainers(result.state, accounts).map(({ secrets }) => secrets.MLOPS_GATEWAY_KEY);
  expect(result.errors).toEqual([]);
  expect(result.planned[1]).toEqual({ "azurerm_container_app.server": "update" });
  expect(result.changes).toEqual({});
  expect(key()).toEqual([undefined, "new"]);
  expect(key(result.accounts)).toEqual([undefined, "old"]);
}, 60_000);

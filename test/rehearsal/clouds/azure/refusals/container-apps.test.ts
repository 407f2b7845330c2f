import { CONTAINER, app, ENV, CONSUMPTION, type Cases } from "../configurations";
import { AzureProvider } from "../provider";
import { ENVIRONMENT, IDENTITY, subnetId, WORKSPACE, world } from "../world";

describe("of container apps, before any plan the provider refuses", () => {
  const cases: Cases = {
    "an id of another form": [
      "azurerm_container_app",
      app({ container_app_environment_id: ENVIRONMENT.replace("Microsoft.App", "microsoft.app") }),
      "invalid value for container_app_environment_id",
    ],
    "an app's name with upper case": ["azurerm_container_app", app({ name: "MLflow" }), "for name"],
    "an app's name with two hyphens": ["azurerm_container_app", app({ name: "ml--flow" }), "for name"],
    "a probe beyond its range": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, startup_probe: [{ transport: "TCP", port: 80, failure_count_threshold: 31 }] }),
      "failure_count_threshold to be in the range (1 - 30)",
    ],
    "a delay of a probe beyond its range": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, liveness_probe: [{ transport: "TCP", port: 80, initial_delay: 61 }] }),
      "initial_delay to be in the range (0 - 60)",
    ],
    "a group of an environment without a profile": [
      "azurerm_container_app_environment",
      { ...ENV, infrastructure_resource_group_name: "g" },
      "all of `workload_profile` must be specified",
    ],
    "an internal environment without a subnet": [
      "azurerm_container_app_environment",
      { ...ENV, internal_load_balancer_enabled: true },
      "all of `infrastructure_subnet_id` must be specified",
    ],
    "logs to a workspace that is not named": [
      "azurerm_container_app_environment",
      { ...ENV, logs_destination: "log-analytics" },
      "`log_analytics_workspace_id` must be set",
    ],
    "a workspace beside Azure Monitor": [
      "azurerm_container_app_environment",
      { ...ENV, logs_destination: "azure-monitor", log_analytics_workspace_id: WORKSPACE },
      "can only be set when `logs_destination`",
    ],
    "an internal environment with public access": [
      "azurerm_container_app_environment",
      {
        ...ENV,
        internal_load_balancer_enabled: true,
        infrastructure_subnet_id: subnetId("apps"),
        public_network_access: "Enabled",
      },
      "`public_network_access` cannot be `Enabled`",
    ],
    "a profile of Consumption by another name": [
      "azurerm_container_app_environment",
      { ...ENV, workload_profile: [{ name: "c", workload_profile_type: "Consumption" }] },
      "must have the name Consumption",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(new AzureProvider([type]).problems(type, config).join("; ")).toContain(message);
  });
});

describe("of container apps, Azure refuses to create", () => {
  const cases: Cases = {
    "an environment in a subnet without delegation": [
      "azurerm_container_app_environment",
      { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("plain") },
      "ManagedEnvironmentSubnetDelegationError",
    ],
    "an environment in a small subnet": [
      "azurerm_container_app_environment",
      { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("small") },
      "must have a size of at least /27",
    ],
    "an environment without profiles in a delegated subnet": [
      "azurerm_container_app_environment",
      { ...ENV, infrastructure_subnet_id: subnetId("apps") },
      "must not be delegated",
    ],
    "an environment without profiles in a small subnet": [
      "azurerm_container_app_environment",
      { ...ENV, infrastructure_subnet_id: subnetId("plain") },
      "at least /23",
    ],
    "an environment whose group exists": [
      "azurerm_container_app_environment",
      { ...ENV, ...CONSUMPTION, infrastructure_subnet_id: subnetId("apps"), infrastructure_resource_group_name: "rg" },
      "The resource group 'rg' exists already",
    ],
    "an app whose containers sum to no pair": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, cpu: 0.5, memory: "1.5Gi" }),
      "ContainerAppInvalidResourceTotal: The total requested CPU and memory resources for this application (CPU: 0.5, memory: 1.5)",
    ],
    "an app of an eighth of a CPU": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, cpu: 0.125, memory: "0.25Gi" }),
      "ContainerAppInvalidResourceTotal",
    ],
    "an app with a secret that is not there": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, env: [{ name: "A", secret_name: "no" }] }),
      "ContainerAppSecretRefNotFound: SecretRef 'no' defined for container 'mlflow' not found.",
    ],
    "an app with a variable twice": [
      "azurerm_container_app",
      app(
        {},
        {},
        {
          ...CONTAINER,
          env: [
            { name: "A", value: "1" },
            { name: "A", value: "2" },
          ],
        },
      ),
      "defined twice",
    ],
    "an app with two containers of a name": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, cpu: 0.25, memory: "0.5Gi" }, { ...CONTAINER, cpu: 0.25, memory: "0.5Gi" }),
      "two containers have the name",
    ],
    "an app with an image of a private registry": [
      "azurerm_container_app",
      app({}, {}, { ...CONTAINER, image: "team.azurecr.io/mlflow:1" }),
      "UNAUTHORIZED: authentication required",
    ],
    "an app whose registry has neither identity nor password": [
      "azurerm_container_app",
      app({ registry: [{ server: "team.azurecr.io" }] }),
      "must supply either identity or username/password_secret_name",
    ],
    "an app whose registry's identity is not its own": [
      "azurerm_container_app",
      app({ registry: [{ server: "team.azurecr.io", identity: IDENTITY }] }),
      "must also be in identity.identity_ids",
    ],
    "an app whose identity may not pull": [
      "azurerm_container_app",
      app({
        registry: [{ server: "team.azurecr.io", identity: IDENTITY }],
        identity: [{ type: "UserAssigned", identity_ids: [IDENTITY] }],
      }),
      "it has no role AcrPull",
    ],
    "an app with an identity that does not exist": [
      "azurerm_container_app",
      app({ identity: [{ type: "UserAssigned", identity_ids: [`${IDENTITY}2`] }] }),
      "FailedIdentityOperation",
    ],
    "an app whose traffic is not all": [
      "azurerm_container_app",
      app({ ingress: [{ target_port: 80, traffic_weight: [{ latest_revision: true, percentage: 50 }] }] }),
      "must sum to 100",
    ],
    "an app with more replicas at least than at most": [
      "azurerm_container_app",
      app({}, { min_replicas: 3, max_replicas: 2 }),
      "max_replicas (2) must not be smaller than min_replicas (3)",
    ],
    "an app with a profile that its environment lacks": [
      "azurerm_container_app",
      app({ workload_profile_name: "D4" }),
      "WorkloadProfileNotFound",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [type, config, message]) => {
    expect(world([type]).create(type, config).join("; ")).toContain(message);
  });
});

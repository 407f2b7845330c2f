import { azureContainers } from "../../../../src/rehearsal/clouds/azure/containers";
import { appActs } from "../../../../src/rehearsal/clouds/azure/container-apps/app";
import { containerAppProbes } from "../../../../src/rehearsal/clouds/azure/probes";
import { startProblems } from "../../../../src/rehearsal/servers/probe-schedule";
import { block, blocks } from "../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { PASSWORD } from "../../servers/applied";
import { GATEWAY_KEY, STORAGE_ID, accountOf, applied, appliedState, azureObjects, type Change } from "./platform";

const containersOf = (change?: Change) => azureContainers(appliedState(applied(change)));

function variable(container: Values, name: string): Values {
  const found = blocks(container, "env").find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

describe("the containers of an applied container app", () => {
  test("have the command, the variables and the secrets that were applied", () => {
    const [mlflow, proxy] = containersOf();
    expect(mlflow).toMatchObject({
      name: "mlflow",
      command: ["sh", "-c", "exec mlflow server"],
      environment: { MLFLOW_PORT: "5000" },
      ports: [],
      dependsOn: [],
    });
    expect(mlflow?.secrets.MLFLOW_BACKEND_STORE_URI).toContain(PASSWORD);
    expect(proxy).toMatchObject({ ports: [8080], secrets: { MLOPS_GATEWAY_KEY: GATEWAY_KEY } });
  });

  test("keep the secrets of their revision's start until something in the template changes", () => {
    const azure = azureObjects();
    const account = accountOf(azure);
    const accounts = new Map([["hashicorp/azurerm", account]]);
    const app = azure.objects.azurerm_container_app;
    const server = azure.objects.azurerm_postgresql_flexible_server;
    const settle = () =>
      appActs.azurerm_container_app?.update?.({
        ...{ account, type: "azurerm_container_app", provider: {}, config: app, prior: app, values: app },
      });
    settle();
    const [uri = {}, key = {}] = blocks(app, "secret");
    key.value = "another key";
    uri.value = String(uri.value).replace(PASSWORD, "another-password");
    server.administrator_password = "another-password";
    settle();
    const keyOf = () => azureContainers(appliedState(azure), accounts)[1]?.secrets.MLOPS_GATEWAY_KEY;
    expect(keyOf()).toBe(GATEWAY_KEY);
    (block(app, "template") ?? {}).revision_suffix = "r2";
    settle();
    expect(keyOf()).toBe("another key");
  });

  test("are those of the app with the gateway's key, where people have an app of their own", () => {
    const ui: Change = ({ more, mlflow, proxy, objects }) => {
      const template = [{ container: [mlflow, { ...proxy, env: blocks(proxy, "env").slice(0, 1) }] }];
      more.push({
        type: "azurerm_container_app",
        values: { ...objects.azurerm_container_app, id: "ui", name: "ui", template },
      });
    };
    expect(containersOf(ui)).toHaveLength(2);
  });

  test("take the text of a Key Vault secret that was applied", () => {
    const reference = "https://vault.vault.azure.net/secrets/key";
    const change: Change = ({ objects, more }) => {
      const [uri = {}] = blocks(objects.azurerm_container_app, "secret");
      objects.azurerm_container_app.secret = [uri, { name: "gateway-key", value: "", key_vault_secret_id: reference }];
      more.push({
        type: "azurerm_key_vault_secret",
        values: { id: `${reference}/1`, versionless_id: reference, value: "from the vault" },
      });
    };
    expect(containersOf(change)[1]?.secrets.MLOPS_GATEWAY_KEY).toBe("from the vault");
  });
});

describe("a container app is refused when", () => {
  const cases: [string, Change, string][] = [
    [
      "there is none",
      ({ mlflow }) => (mlflow.name = "other"),
      "exactly one container app must have the containers mlflow and proxy: mlops-mlflow",
    ],
    [
      "it has no command",
      ({ mlflow }) => (mlflow.command = []),
      "container mlflow: command is not set, and an image's own is not known here",
    ],
    [
      "it has a setting that nobody knows",
      ({ mlflow }) => (mlflow.something = "x"),
      "something is set, which a rehearsal cannot reproduce",
    ],
    [
      "a volume is no temporary folder",
      ({ mlflow, objects }) => {
        (block(objects.azurerm_container_app, "template") ?? {}).volume = [{ name: "v", storage_type: "AzureFile" }];
        mlflow.volume_mounts = [{ name: "v", path: "/tmp" }];
      },
      "volume_mounts has /tmp, which a rehearsal cannot reproduce",
    ],
    [
      "a volume is not there",
      ({ mlflow }) => (mlflow.volume_mounts = [{ name: "v", path: "/tmp" }]),
      "names the volume v",
    ],
    [
      "a container runs before the others",
      ({ objects }) => ((block(objects.azurerm_container_app, "template") ?? {}).init_container = [{ name: "init" }]),
      "init_container is set",
    ],
    [
      "a secret is not there",
      ({ objects }) => (objects.azurerm_container_app.secret = []),
      "its environment names the secret database-uri, which the app does not have",
    ],
    [
      "a Key Vault secret was not applied",
      ({ objects }) =>
        (objects.azurerm_container_app.secret = [{ name: "database-uri", key_vault_secret_id: "https://v/secrets/x" }]),
      "refers to https://v/secrets/x, which was not applied",
    ],
    [
      "it has no ingress",
      ({ objects }) => (objects.azurerm_container_app.ingress = []),
      "it has no ingress: nothing can reach it",
    ],
    [
      "nothing listens on the port of its ingress",
      ({ objects }) => ((block(objects.azurerm_container_app, "ingress") ?? {}).target_port = 5000),
      "ingress.target_port is 5000, on which no container listens for others",
    ],
    [
      "plain HTTP is let in",
      ({ objects }) => ((block(objects.azurerm_container_app, "ingress") ?? {}).allow_insecure_connections = true),
      "allow_insecure_connections",
    ],
    [
      "the database has another address",
      ({ objects }) => (objects.azurerm_postgresql_flexible_server.fqdn = "other"),
      "names the host mlops.postgres.database.azure.com, which no applied database has",
    ],
    [
      "the database has another user",
      ({ objects }) => (objects.azurerm_postgresql_flexible_server.administrator_login = "admin"),
      "has the user mlflow, the applied database has admin",
    ],
    [
      "the database does not exist",
      ({ objects }) => (objects.azurerm_postgresql_flexible_server_database.name = "other"),
      "has the database mlflow, the applied database has other, postgres",
    ],
    [
      "the database has another password",
      ({ objects }) => (objects.azurerm_postgresql_flexible_server.administrator_password = "other"),
      "has another password than the applied database",
    ],
    [
      "its artifacts go to an account that was not applied",
      ({ objects }) => (objects.azurerm_storage_account.name = "other"),
      "names the storage account mlopsdev, which was not applied",
    ],
    [
      "its artifacts go to a container that was not applied",
      ({ objects }) => (objects.azurerm_storage_container.name = "other"),
      "names the container artifacts, which mlopsdev does not have",
    ],
    [
      "its artifacts have another address",
      ({ mlflow }) => (variable(mlflow, "MLFLOW_ARTIFACTS_DESTINATION").value = "abfss://a@b.dfs.core.windows.net/"),
      "not wasbs://",
    ],
    [
      "its identity may read artifacts alone",
      ({ objects }) => (objects.azurerm_role_assignment.role_definition_name = "Storage Blob Data Reader"),
      "may not write to the container artifacts: no role assignment allows it",
    ],
    [
      "the storage account's network rules keep it out",
      ({ objects }) =>
        (objects.azurerm_storage_account.network_rules = [
          { default_action: "Deny", virtual_network_subnet_ids: ["s"] },
        ]),
      "its network rules keep the app out",
    ],
    [
      "AZURE_CLIENT_ID is missing",
      ({ mlflow }) => (variable(mlflow, "AZURE_CLIENT_ID").name = "OTHER"),
      "AZURE_CLIENT_ID is not set",
    ],
    [
      "AZURE_CLIENT_ID names an identity that it does not have",
      ({ objects }) => (objects.azurerm_container_app.identity = [{ type: "UserAssigned", identity_ids: [] }]),
      "AZURE_CLIENT_ID is client-of-mlflow, which no identity of the app has",
    ],
  ];
  test.each(cases)("%s", (_what, change, message) => {
    expect(() => containersOf(change)).toThrow(message);
  });

  test("but not for network rules that let its subnet in, or a private endpoint", () => {
    const rules =
      (subnets: string[]): Change =>
      ({ objects }) => {
        objects.azurerm_container_app_environment.infrastructure_subnet_id = "/apps";
        objects.azurerm_storage_account.network_rules = [
          { default_action: "Deny", virtual_network_subnet_ids: subnets },
        ];
      };
    expect(containersOf(rules(["/Apps"]))).toHaveLength(2);
    const connection = { private_connection_resource_id: STORAGE_ID, subresource_names: ["blob"] };
    const change: Change = (azure) => {
      rules([])(azure);
      azure.more.push({
        type: "azurerm_private_endpoint",
        values: { id: "e", private_service_connection: [connection] },
      });
    };
    expect(containersOf(change)).toHaveLength(2);
  });
});

describe("the probes of a container app", () => {
  const problemsOf = (change?: Change) => startProblems(containerAppProbes(appliedState(applied(change))));
  const probe = (container: Values, role: string) => block(container, `${role}_probe`) ?? {};

  test("let MLflow start, ask for its health through the proxy, and reach whichever container listens", () => {
    expect(problemsOf()).toEqual([]);
    const onMlflow: Change = ({ mlflow, proxy }) => {
      mlflow.startup_probe = proxy.startup_probe ?? null;
    };
    const found = containerAppProbes(appliedState(applied(onMlflow)));
    expect(found.map(({ container, port, path }) => [container, port, path])).toEqual([
      ["proxy", 8080, undefined],
      ["proxy", 8080, undefined],
      ["proxy", 8080, "/health"],
      ["proxy", 8080, undefined],
    ]);
  });

  const cases: [string, Change, string][] = [
    [
      "a startup probe with the provider's defaults",
      ({ proxy }) => (proxy.startup_probe = [{ transport: "HTTP", path: "/health", port: 8080 }]),
      "the startup probe of proxy in mlops-mlflow must wait 46 s for MLflow to start and waits 30 s (0 s + 3 x 10 s)",
    ],
    [
      "a liveness probe by HTTP with the provider's defaults",
      ({ proxy }) => (proxy.liveness_probe = [{ transport: "HTTP", path: "/health", port: 8080 }]),
      "the liveness probe of proxy in mlops-mlflow must wait 46 s for MLflow to start and waits 31 s (1 s + 3 x 10 s)",
    ],
    [
      "a readiness probe by TCP",
      ({ proxy }) => (probe(proxy, "readiness").transport = "TCP"),
      "must ask for GET /health, not open a connection alone",
    ],
    [
      "no readiness probe, for which Container Apps adds one by TCP",
      ({ proxy }) => (proxy.readiness_probe = []),
      "the readiness probe of mlflow in mlops-mlflow must ask for GET /health",
    ],
  ];
  test.each(cases)("are not enough with %s", (_what, change, message) => {
    expect(problemsOf(change)).toEqual([expect.stringContaining(message)]);
  });

  test("of liveness count from the moment at which the startup probe has passed", () => {
    const http = { transport: "HTTP", path: "/health", port: 8080 };
    const change: Change = ({ proxy }) => {
      proxy.startup_probe = [{ ...http, failure_count_threshold: 24 }];
      proxy.liveness_probe = [http];
    };
    expect(problemsOf(change)).toEqual([]);
    const elsewhere: Change = (azure) => {
      change(azure);
      azure.mlflow.startup_probe = azure.proxy.startup_probe ?? null;
      azure.proxy.startup_probe = [];
    };
    expect(problemsOf(elsewhere)).toEqual([expect.stringContaining("the liveness probe of proxy in mlops-mlflow")]);
  });

  test("over HTTPS are not simulated", () => {
    const change: Change = ({ proxy }) => (probe(proxy, "readiness").transport = "HTTPS");
    expect(() => problemsOf(change)).toThrow("the readiness probe of proxy: HTTPS is not simulated");
  });
});

import { MethodProxy } from "../../../../src/mlflow";
import { azureContainers } from "../../../../src/rehearsal/clouds/azure/containers";
import { appActs } from "../../../../src/rehearsal/clouds/azure/container-apps/app";
import { AzureGateway } from "../../../../src/rehearsal/clouds/azure/gateway/api-management";
import { parseDatabaseUri } from "../../../../src/rehearsal/database-uri";
import { environmentOf } from "../../../../src/rehearsal/servers/container";
import type { Account } from "../../../../src/rehearsal/simulator/account";
import { block, blocks } from "../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import type { CallResult, ExternalFunctionRuntime } from "../../../../src/rehearsal/snowflake";
import { callsDuring } from "../../../support/calls";
import { LiveProxy } from "../../../support/live-proxy";
import { PASSWORD } from "../../servers/applied";
import { accountOf, appliedState, azureObjects, runtimeOf, type AzureObjects } from "./platform";

// Each replica is a real Caddy with the values with which its revision started, and a server behind it that signs in at the database.
jest.setTimeout(120_000);

const NEW_KEY = "another-key-of-the-gateway-48-characters-yyyyyyy";
const NEW_PASSWORD = "n3wN3wN3wN3wN3wN3w";
const DATABASE_ERROR = "(psycopg2.OperationalError) FATAL: password authentication failed for user mlflow";

/** A platform whose container app runs, while Snowflake calls it. */
class Running {
  public static async start(): Promise<Running> {
    const running = new Running(azureObjects());
    const { proxy } = running.azure;
    for (const variable of blocks(proxy, "env"))
      if (variable.name === "MLOPS_PROXY_CONFIG")
        variable.value = MethodProxy.render({ gatewayKey: true, snowflakeAccount: false });
    running.applyApp();
    running.replica = await running.newReplica();
    return running;
  }

  private readonly account: Account;
  private readonly replicas: LiveProxy[] = [];
  private replica?: LiveProxy;

  private constructor(private readonly azure: AzureObjects) {
    this.account = accountOf(azure);
  }

  /** @param retryMilliseconds how long Snowflake repeats a call */
  public snowflake(retryMilliseconds = 20_000): ExternalFunctionRuntime {
    const locate = (container: string) =>
      container === "proxy" && this.replica !== undefined ? { host: "127.0.0.1", port: this.replica.port } : undefined;
    const gateway = new AzureGateway({ account: this.account, backend: { locate } });
    return runtimeOf(gateway, {}, retryMilliseconds, "post/api/2.0/mlflow/runs/log-metric");
  }

  private get app(): Values {
    return this.azure.objects.azurerm_container_app;
  }

  /** What Azure does when the app is applied: a changed template makes a revision. */
  private applyApp(): void {
    const { account, app } = this;
    appActs.azurerm_container_app?.update?.({
      ...{ account, type: "azurerm_container_app", provider: {}, config: app, prior: app, values: app },
    });
  }

  /** A replica of the running revision. MLflow opens a connection for each call here, with the password of its start. */
  private async newReplica(): Promise<LiveProxy> {
    const accounts = new Map([["hashicorp/azurerm", this.account]]);
    const variables = new Map(
      azureContainers(appliedState(this.azure), accounts).map((each) => [each.name, environmentOf(each)]),
    );
    const { MLFLOW_BACKEND_STORE_URI: uri = "" } = variables.get("mlflow") ?? {};
    const replica = await LiveProxy.of(variables.get("proxy") ?? {});
    replica.respond = () => {
      const isKnown =
        parseDatabaseUri(uri)?.password ===
        this.azure.objects.azurerm_postgresql_flexible_server.administrator_password;
      const error = JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message: DATABASE_ERROR });
      return { status: isKnown ? 200 : 503, type: "application/json", body: isKnown ? '{"data":[[0,{}]]}' : error };
    };
    this.replicas.push(replica);
    return replica;
  }

  public setSecret(name: string, change: (value: string) => string): void {
    for (const secret of blocks(this.app, "secret"))
      if (secret.name === name) secret.value = change(String(secret.value));
  }

  public setGatewayKey(value: string): void {
    this.azure.objects.azurerm_api_management_named_value.value = value;
  }

  public setPassword(value: string): void {
    this.azure.objects.azurerm_postgresql_flexible_server.administrator_password = value;
  }

  /**
   * Applies the app with its new secrets. The old replica answers until that of the new revision is ready; without a new revision it stays.
   * @param isGenerationNew whether MLOPS_SECRETS_GENERATION changes with them, as the stack has it
   */
  public async deployApp(isGenerationNew: boolean): Promise<void> {
    const template = block(this.app, "template") ?? {};
    const before = this.app.latest_revision_name;
    if (isGenerationNew)
      for (const container of blocks(template, "container"))
        container.env = [
          ...blocks(container, "env").filter(({ name }) => name !== "MLOPS_SECRETS_GENERATION"),
          { name: "MLOPS_SECRETS_GENERATION", value: `after ${String(before)}`, secret_name: "" },
        ];
    this.applyApp();
    if (this.app.latest_revision_name !== before) this.replica = await this.newReplica();
  }

  public async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
  }
}

let running: Running;
beforeEach(async () => {
  running = await Running.start();
});
afterEach(() => running.stop());

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 300));

const statuses = (results: readonly CallResult[]) => [...new Set(results.map(({ status }) => status))];
const repeated = (results: readonly CallResult[]) => results.filter(({ attempts }) => attempts > 1).length;

type Rotation = [what: string, steps: ((isGenerationNew: boolean) => Promise<void> | void)[]];

// Terraform changes what depends on one secret side by side: either may be first.
const ROTATIONS: Rotation[] = [
  ["the gateway's key, the gateway first", [() => running.setGatewayKey(NEW_KEY), (isNew) => newKeyInApp(isNew)]],
  ["the gateway's key, the servers first", [(isNew) => newKeyInApp(isNew), () => running.setGatewayKey(NEW_KEY)]],
  [
    // The URI is an argument of the app, and waits for the database.
    "the database's password",
    [
      () => running.setPassword(NEW_PASSWORD),
      (isNew) => {
        running.setSecret("database-uri", (uri) => uri.replace(PASSWORD, NEW_PASSWORD));
        return running.deployApp(isNew);
      },
    ],
  ],
];

function newKeyInApp(isGenerationNew: boolean): Promise<void> {
  running.setSecret("gateway-key", () => NEW_KEY);
  return running.deployApp(isGenerationNew);
}

const rotate = async (steps: Rotation[1], isGenerationNew: boolean) => {
  for (const step of steps) {
    await pause();
    await step(isGenerationNew);
  }
  await pause();
};

describe("a rotation of", () => {
  test.each(ROTATIONS)("%s fails no call: Snowflake repeats what is answered 503 meanwhile", async (_what, steps) => {
    const results = await callsDuring(running.snowflake(), () => rotate(steps, true));
    expect(statuses(results)).toEqual([200]);
    expect(repeated(results)).toBeGreaterThan(0);
    expect((await running.snowflake().call("LOG", ["k", 1])).attempts).toBe(1);
  });

  test.each(ROTATIONS)("%s without a change of the template is never taken up: calls fail", async (_what, steps) => {
    await rotate(steps, false);
    const result = await running.snowflake(500).call("LOG", ["k", 1]);
    expect(result.status).toBe(503);
    expect(result.attempts).toBeGreaterThan(1);
    expect(result.error).toMatch(/the gateway's key is not this server's|password authentication failed/);
  });
});

test("before a rotation every call passes at once, with the key and the password of the start", async () => {
  const result = await running.snowflake().call("LOG", ["k", 1]);
  expect(result).toMatchObject({ status: 200, attempts: 1 });
});

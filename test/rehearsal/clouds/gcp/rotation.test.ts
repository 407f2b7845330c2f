import { MethodProxy } from "../../../../src/mlflow";
import { gcpContainers } from "../../../../src/rehearsal/clouds/gcp/containers";
import { GcpGateway } from "../../../../src/rehearsal/clouds/gcp/gateway/api-gateway";
import { runActs } from "../../../../src/rehearsal/clouds/gcp/run/service";
import { parseDatabaseUri } from "../../../../src/rehearsal/database-uri";
import { environmentOf } from "../../../../src/rehearsal/servers/container";
import { block, blocks } from "../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import type { ExternalFunctionRuntime } from "../../../../src/rehearsal/snowflake";
import { callsDuring } from "../../../support/calls";
import { LiveProxy } from "../../../support/live-proxy";
import { SECRET, URI, accountOf, appliedState, gcpObjects, runtimeOf } from "./platform";

// Each instance is a real Caddy with the values with which its revision started, and a server behind it that signs in at the database.
jest.setTimeout(120_000);

const NEW_PASSWORD = "n3wN3wN3wN3wN3wN3w";
const DATABASE_ERROR = "(psycopg2.OperationalError) FATAL: password authentication failed for user mlflow";

/** A platform whose Cloud Run service runs, while Snowflake calls it. */
class Running {
  public static async start(version: string): Promise<Running> {
    const running = new Running(version);
    await running.deploy();
    return running;
  }

  private readonly gcp = gcpObjects();
  private readonly account;
  private readonly instances: LiveProxy[] = [];
  private instance?: LiveProxy;
  private revision: unknown;

  private constructor(version: string) {
    for (const variable of blocks(this.gcp.proxy, "env"))
      if (variable.name === "MLOPS_PROXY_CONFIG")
        variable.value = MethodProxy.render({ gatewayKey: false, snowflakeAccount: false });
    this.readVersion(version);
    this.account = accountOf(this.gcp);
  }

  /** @param retryMilliseconds how long Snowflake repeats a call */
  public snowflake(retryMilliseconds = 20_000): ExternalFunctionRuntime {
    const locate = (container: string) =>
      container === "proxy" && this.instance !== undefined
        ? { host: "127.0.0.1", port: this.instance.port }
        : undefined;
    const gateway = new GcpGateway({ account: this.account, backend: { locate } });
    return runtimeOf(gateway, {}, retryMilliseconds, "post/api/2.0/mlflow/runs/log-metric");
  }

  private get service(): Values {
    return this.gcp.objects.google_cloud_run_v2_service;
  }

  /** The version of the secret that the template names. */
  public readVersion(version: string): void {
    const variable = blocks(this.gcp.mlflow, "env").find(({ name }) => name === "MLFLOW_BACKEND_STORE_URI");
    const reference = block(block(variable, "value_source"), "secret_key_ref");
    if (reference !== undefined) reference.version = version;
  }

  /** All traffic goes to the revision that runs, whichever comes. */
  public pin(): void {
    const revision = String(this.service.latest_ready_revision).replace(/.*\//, "");
    this.service.traffic = [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision, percent: 100 }];
  }

  public setPassword(): void {
    this.gcp.objects.google_sql_user.password = NEW_PASSWORD;
  }

  /** The new version exists before the former one is destroyed. */
  public addVersion(): void {
    const values = {
      ...this.gcp.objects.google_secret_manager_secret_version,
      version: "2",
      id: `${SECRET}/versions/2`,
    };
    const type = "google_secret_manager_secret_version";
    const added = { type, values: { ...values, secret_data: URI(NEW_PASSWORD) } };
    this.gcp.more.push(added);
    this.account.put(type, values.id, added.values);
  }

  /** What Google Cloud does when the service is applied: a changed template makes a revision, whose instance takes over when it is ready. */
  public async deploy(): Promise<void> {
    const { account, service } = this;
    runActs.google_cloud_run_v2_service?.update?.({
      ...{
        account,
        type: "google_cloud_run_v2_service",
        provider: {},
        config: service,
        prior: service,
        values: service,
      },
    });
    if (service.latest_ready_revision === this.revision) return;
    this.revision = service.latest_ready_revision;
    this.instance = await this.newInstance();
  }

  /** MLflow opens a connection for each call here, with the password of its start. */
  private async newInstance(): Promise<LiveProxy> {
    const accounts = new Map([["hashicorp/google", this.account]]);
    const variables = new Map(
      gcpContainers(appliedState(this.gcp), accounts).map((each) => [each.name, environmentOf(each)]),
    );
    const { MLFLOW_BACKEND_STORE_URI: uri = "" } = variables.get("mlflow") ?? {};
    const instance = await LiveProxy.of(variables.get("proxy") ?? {});
    instance.respond = () => {
      const isKnown = parseDatabaseUri(uri)?.password === this.gcp.objects.google_sql_user.password;
      const error = JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message: DATABASE_ERROR });
      return { status: isKnown ? 200 : 503, type: "application/json", body: isKnown ? '{"data":[[0,{}]]}' : error };
    };
    this.instances.push(instance);
    return instance;
  }

  public async stop(): Promise<void> {
    await Promise.all(this.instances.map((each) => each.stop()));
  }
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 300));

let running: Running;
afterEach(() => running.stop());

async function rotate(...steps: (() => Promise<void> | void)[]): Promise<void> {
  for (const step of steps) {
    await pause();
    await step();
  }
  await pause();
}

// Terraform changes the user and adds the version side by side: either may be first. The service waits for both.
const ORDERS: [string, ("setPassword" | "addVersion")[]][] = [
  ["the database first", ["setPassword", "addVersion"]],
  ["the secret first", ["addVersion", "setPassword"]],
];

describe("a rotation of the database's password", () => {
  test.each(ORDERS)("fails no call, %s: Snowflake repeats what is answered 503 meanwhile", async (_what, order) => {
    running = await Running.start("1");
    const steps = order.map((each) => () => running[each]());
    const results = await callsDuring(running.snowflake(), () =>
      rotate(...steps, () => {
        running.readVersion("2");
        return running.deploy();
      }),
    );
    expect([...new Set(results.map(({ status }) => status))]).toEqual([200]);
    expect(results.some(({ attempts }) => attempts > 1)).toBe(true);
    expect((await running.snowflake().call("LOG", ["k", 1])).attempts).toBe(1);
  });

  test("is never taken up by a service whose traffic is pinned to a former revision", async () => {
    running = await Running.start("1");
    await rotate(
      () => running.setPassword(),
      () => running.addVersion(),
      () => {
        running.readVersion("2");
        running.pin();
        return running.deploy();
      },
    );
    const result = await running.snowflake(500).call("LOG", ["k", 1]);
    expect([result.status, result.error]).toEqual([503, expect.stringContaining("password authentication failed")]);
  });

  test("is never taken up by a service that reads the version latest: nothing in its template changes", async () => {
    running = await Running.start("latest");
    expect(await running.snowflake().call("LOG", ["k", 1])).toMatchObject({ status: 200, attempts: 1 });
    await rotate(
      () => running.setPassword(),
      () => running.addVersion(),
      () => running.deploy(),
    );
    const result = await running.snowflake(500).call("LOG", ["k", 1]);
    expect([result.status, result.error]).toEqual([503, expect.stringContaining("password authentication failed")]);
  });
});

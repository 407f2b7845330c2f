import { gcp } from "../../src/rehearsal/clouds/gcp";
import { gcpContainers } from "../../src/rehearsal/clouds/gcp/containers";
import { environmentOf } from "../../src/rehearsal/servers/container";
import type { Account } from "../../src/rehearsal/simulator/account";
import type { Values } from "../../src/rehearsal/simulator/rule";
import { Synthesized } from "../gcp/synthesized";
import { changed, CheckedPlatform, FIRST, LIST, named, removed, type Broken } from "../support/checked-platform";
import { LiveProxy } from "../support/live-proxy";

// gcp-dev as Terraform applies it to the simulated clouds, with the proxy as a real Caddy; each test breaks one component of it.
jest.setTimeout(300_000);

const SOURCE = "hashicorp/google";

let platform: CheckedPlatform;
beforeAll(async () => {
  platform = await CheckedPlatform.apply(Synthesized.environment(), gcp, SOURCE);
});
afterAll(() => platform.close());

const broken = (by: Broken) => platform.broken(by);

/** Puts another text in the place of what the API's document has. */
const documented = (from: RegExp, to: string) =>
  changed("google_api_gateway_api_config", (values) => {
    const [{ document }] = values.openapi_documents as [{ document: [{ contents: string }] }];
    const text = Buffer.from(document[0].contents, "base64").toString();
    expect(text).toMatch(from);
    document[0].contents = Buffer.from(text.replace(from, to)).toString("base64");
  });

test("a platform that works passes all eight steps", async () => {
  const findings = await platform.check();
  expect(findings.map(({ holds }) => holds)).toEqual(Array<boolean>(8).fill(true));
});

describe("API Gateway that refuses Snowflake's token is named as gateway", () => {
  test("when its configuration names another service account", async () => {
    const found = await platform.failure({ cloud: documented(/("x-google-issuer":")[^"]*/, "$1other@x.invalid") });
    expect(found).toMatchObject({ step: FIRST, ...named("gateway", "API_GCP_SERVICE_ACCOUNT") });
  });

  test("when its configuration names another audience", async () => {
    const found = await platform.failure({ cloud: documented(/("x-google-audiences":")[^"]*/, "$1other.cloud.goog") });
    expect(found).toMatchObject({ step: FIRST, ...named("gateway", "GOOGLE_AUDIENCE") });
  });
});

test("an operation that is gone is named as gateway", async () => {
  const found = await platform.failure({ cloud: documented(/\/(get|post)\/api\//g, "/$1/other/") });
  expect(found).toMatchObject({ step: FIRST, ...named("gateway", "no such operation") });
});

test("a gateway that is gone is named as targets: no address has its name", async () => {
  expect(await broken({ cloud: removed("google_api_gateway_gateway") })).toEqual({ [FIRST]: "targets" });
});

describe("Cloud Run that rejects the gateway is named as trust", () => {
  test("without the role of the gateway's account", async () => {
    const found = await platform.failure({ cloud: removed("google_cloud_run_v2_service_iam_member") });
    expect(found).toMatchObject({ step: FIRST, ...named("trust", "Cloud Run Invoker on the service") });
  });

  test("for a token with another audience", async () => {
    const found = await platform.failure({ cloud: documented(/("jwt_audience":")[^"]*/g, "$1https://other.run.app") });
    expect(found).toMatchObject({ step: FIRST, ...named("trust", "another audience than the service's address") });
  });
});

describe("the proxy, as Caddy runs it with what was applied,", () => {
  let proxy: LiveProxy;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const definition = gcpContainers(platform.state, new Map([[SOURCE, platform.account()]])).find(
      ({ name }) => name === "proxy",
    );
    if (definition === undefined) throw new Error("no proxy was applied");
    environment = environmentOf(definition);
    proxy = await LiveProxy.of(environment);
  });
  afterAll(() => proxy.stop());
  beforeEach(() => {
    proxy.reset();
    proxy.answer = { status: 404, type: "application/json", body: '{"error_code":"RESOURCE_DOES_NOT_EXIST"}' };
  });

  const at = ({ port }: LiveProxy) => ({ host: "127.0.0.1", port });

  test("lets Snowflake's calls through to MLflow, whose own answer is named", async () => {
    expect(await broken({ proxy: at(proxy) })).toEqual({ [FIRST]: "MLflow" });
    expect(proxy.received).toHaveLength(1);
  });

  test("refuses the functions of another Snowflake account: account", async () => {
    const other = await LiveProxy.of({ ...environment, MLOPS_SNOWFLAKE_ACCOUNT: "OTHER" });
    try {
      const found = await platform.failure({ proxy: at(other) });
      expect(found).toMatchObject({ step: FIRST, ...named("account", "admit another Snowflake account") });
      expect(other.received).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

test("without an instance the servers are named as targets, and an idle service starts by itself", async () => {
  const found = await platform.failure({ isDown: true });
  expect(found).toMatchObject({ step: FIRST, ...named("targets", "was idle starts within about a minute: try again") });
});

test("an idle service that starts at the first call passes: the search is repeated until then, and the run is created once", async () => {
  const findings = await platform.check({ startMilliseconds: 500 });
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  const created = platform.backend.seen.filter(({ path }) => path.endsWith("/mlflow/runs/create"));
  expect(created).toHaveLength(1);
});

test("an address that leads to no service is named as targets", async () => {
  const cloud = documented(/("address":")[^"]*/g, "$1https://gone-1.europe-west1.run.app");
  expect(await broken({ cloud })).toEqual({ [FIRST]: "targets" });
});

test("an MLflow without its database is named as database", async () => {
  const message = "(psycopg2.OperationalError) connection to server failed";
  const replies = [{ status: 503, body: JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message }) }];
  expect(await broken({ replies })).toEqual({ [FIRST]: "database" });
});

describe("the stage cannot be listed", () => {
  const ofSnowflake = (change: (account: Account, id: string, values: Values) => void) => (account: Account) => {
    const found = account.list("google_storage_bucket_iam_member").filter(({ values }) => {
      const isServers = String(values.member).includes("-mlflow@");
      return !isServers;
    });
    expect(found).not.toEqual([]);
    for (const { id, values } of found) change(account, id, values);
  };

  test.each<[string, (account: Account, id: string, values: Values) => void]>([
    [
      "without the roles of Snowflake's account",
      (account, id) => account.remove("google_storage_bucket_iam_member", id),
    ],
    ["with a role that cannot read objects", (_account, _id, values) => (values.role = "roles/storage.objectCreator")],
  ])("%s: stage", async (_what, change) => {
    const found = await platform.failure({ cloud: ofSnowflake(change) });
    expect(found).toMatchObject({ step: LIST, ...named("stage", "STORAGE_GCP_SERVICE_ACCOUNT") });
  });

  test("without its bucket: stage", async () => {
    expect(await broken({ cloud: removed("google_storage_bucket") })).toEqual({ [LIST]: "stage" });
  });
});

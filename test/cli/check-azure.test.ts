import { azure } from "../../src/rehearsal/clouds/azure";
import { azureContainers } from "../../src/rehearsal/clouds/azure/containers";
import { SNOWFLAKE_STORAGE_PRINCIPAL } from "../../src/rehearsal/clouds/azure/entra/directory";
import { consent } from "../../src/rehearsal/clouds/azure/identities/entra";
import { environmentOf } from "../../src/rehearsal/servers/container";
import type { Values } from "../../src/rehearsal/simulator/rule";
import { Synthesized } from "../azure/synthesized";
import { changed, CheckedPlatform, FIRST, LIST, named, removed, type Broken } from "../support/checked-platform";
import { LiveProxy } from "../support/live-proxy";

// azure-dev as Terraform applies it to the simulated clouds, with the proxy as a real Caddy; each test breaks one component of it.
jest.setTimeout(300_000);

const SOURCE = "hashicorp/azurerm";

let platform: CheckedPlatform;
beforeAll(async () => {
  const stack = Synthesized.environment({ snowflakeStoragePrincipalId: SNOWFLAKE_STORAGE_PRINCIPAL });
  platform = await CheckedPlatform.apply(stack, azure, SOURCE);
});
afterAll(() => platform.close());

const broken = (by: Broken) => platform.broken(by);

/** Puts another text in the place of what the API's policy has. */
const policy = (from: RegExp, to: string) =>
  changed("azurerm_api_management_api_policy", (values) => {
    const text = String(values.xml_content);
    expect(text).toMatch(from);
    values.xml_content = text.replace(from, to);
  });

test("a platform that works passes all eight steps", async () => {
  const findings = await platform.check();
  expect(findings.map(({ holds }) => holds)).toEqual(Array<boolean>(8).fill(true));
});

describe("Entra that gives Snowflake no token is named as trust", () => {
  test("without the consent of an administrator, with where to give it", async () => {
    const found = await platform.failure({ cloud: (account) => (consent(account).isGiven = false) });
    expect(found).toMatchObject({ step: FIRST, ...named("trust", "snowflake_api_consent_url") });
  });

  test("for an application without a service principal, which a deploy creates", async () => {
    const found = await platform.failure({ cloud: removed("azuread_service_principal") });
    expect(found).toMatchObject({ step: FIRST, ...named("trust", "Deploy again: this creates it") });
  });
});

describe("API Management that refuses Snowflake's token is named as gateway", () => {
  test.each([
    ["client ID", /(<claim name="appid"[^>]*>\s*<value>)[^<]*/],
    ["audience", /(<audience>)[^<]*/],
  ])("when its policy names another %s", async (_what, part) => {
    const found = await platform.failure({ cloud: policy(part, "$199999999-0000-4000-8000-000000000000") });
    expect(found).toMatchObject({ step: FIRST, ...named("gateway", "another tenant, application or client ID") });
  });
});

test("an API that is gone is named as gateway", async () => {
  const found = await platform.failure({ cloud: removed("azurerm_api_management_api") });
  expect(found).toMatchObject({ step: FIRST, ...named("gateway", "has no API at this address") });
});

test("a service that is gone is named as targets: no address has its name", async () => {
  expect(await broken({ cloud: removed("azurerm_api_management") })).toEqual({ [FIRST]: "targets" });
});

describe("the proxy, as Caddy runs it with what was applied,", () => {
  let proxy: LiveProxy;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const definition = azureContainers(platform.state, new Map([[SOURCE, platform.account()]])).find(
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

  test("refuses a call to which the gateway adds no key: key", async () => {
    const cloud = policy(/<set-header name="x-mlops-gateway-key"[^]*?<\/set-header>/, "");
    const found = await platform.failure({ cloud, proxy: at(proxy) });
    expect(found).toMatchObject({ step: FIRST, ...named("key", "The gateway does not add its key") });
    expect(proxy.received).toEqual([]);
  });

  test("puts off a call with another key than its own: key", async () => {
    const cloud = changed("azurerm_api_management_named_value", (values) => (values.value = "the key of tomorrow"));
    const found = await platform.failure({ cloud, proxy: at(proxy) });
    expect(found).toMatchObject({ step: FIRST, ...named("key", "a rotation of the key is under way") });
    expect(proxy.received).toEqual([]);
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

test("without a replica the servers are named as targets, and an idle app starts by itself", async () => {
  const found = await platform.failure({ isDown: true });
  expect(found).toMatchObject({ step: FIRST, ...named("targets", "was idle starts within about a minute: try again") });
});

test("an idle app that starts at the first call passes: the search is repeated until then, and the run is created once", async () => {
  const findings = await platform.check({ startMilliseconds: 500 });
  expect(findings.filter(({ holds }) => !holds)).toEqual([]);
  const created = platform.backend.seen.filter(({ path }) => path.endsWith("/mlflow/runs/create"));
  expect(created).toHaveLength(1);
});

test("an address that leads to no container app is named as targets", async () => {
  expect(await broken({ cloud: policy(/(set-backend-service base-url=")[^"]*/, "$1https://gone") })).toEqual({
    [FIRST]: "targets",
  });
});

test("an MLflow without its database is named as database", async () => {
  const message = "(psycopg2.OperationalError) connection to server failed";
  const replies = [{ status: 503, body: JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message }) }];
  expect(await broken({ replies })).toEqual({ [FIRST]: "database" });
});

test("more calls than the gateway forwards at once are named as gateway, and advise to try again", async () => {
  const replies = [{ status: 429, body: '{"statusCode":429,"message":"Too Many Requests"}' }];
  expect(await platform.failure({ replies })).toMatchObject({
    step: FIRST,
    ...named("gateway", "gateway.requestBurst"),
  });
});

describe("the stage", () => {
  const ofSnowflake = (change: (values: Values) => void) =>
    changed("azurerm_role_assignment", (values) => {
      if (values.principal_id === SNOWFLAKE_STORAGE_PRINCIPAL) change(values);
    });

  test("waits for the consent when Snowflake's principal has no role at all: trust", async () => {
    const found = await platform.failure({ cloud: ofSnowflake((values) => (values.principal_id = "somebody-else")) });
    expect(found).toMatchObject({ step: LIST, ...named("trust", "snowflake_storage_consent_url") });
  });

  test.each<[string, (values: Values) => void]>([
    ["for another container", (values) => (values.scope = `${String(values.scope)}-other`)],
    ["that cannot read blobs", (values) => (values.role_definition_name = "Reader")],
  ])("cannot be listed with a role %s: stage", async (_what, change) => {
    const found = await platform.failure({ cloud: ofSnowflake(change) });
    expect(found).toMatchObject({ step: LIST, ...named("stage", "set snowflakeStoragePrincipalId") });
  });

  test("cannot be listed without its container or its account: stage", async () => {
    expect(await broken({ cloud: removed("azurerm_storage_container") })).toEqual({ [LIST]: "stage" });
    expect(await broken({ cloud: removed("azurerm_storage_account") })).toEqual({ [LIST]: "stage" });
  });
});

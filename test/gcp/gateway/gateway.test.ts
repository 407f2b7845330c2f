import { TerraformOutput, TerraformVariable } from "cdktf";
import { Problems } from "../../../src/core";
import { checkSettings } from "../../../src/core/checks";
import { gatewayRegionRow } from "../../../src/gcp/gateway/checks";
import { base64, openApiDocument } from "../../../src/gcp/gateway/document";
import { Gateway, type GatewayProps } from "../../../src/gcp/gateway/gateway";
import type { GatewaySettings } from "../../../src/gcp/gateway/settings";
import { HttpVerb } from "../../../src/mlflow";
import { rules } from "../../../src/rehearsal/clouds/snowflake";
import { stackOf } from "../../rehearsal/traps/snowflake/stack";
import { runTrap, type TerraformConfig } from "../../rehearsal/traps/trap";
import { refusalOf } from "../../support/refusal";
import { Synthesized } from "../../support/synthesized";
import { COMPONENT, connected, documentOf, projectServices, servers, someGateway, stackWithProviders } from "./fixture";

const gateway = someGateway();
const withServices = someGateway((stack) => ({ services: projectServices(stack) }));

const VALUES = {
  issuer: "snowflake@sfc-prod.iam.gserviceaccount.com",
  audience: "mlops-dev-0a1b.apigateway.my-project-123456.cloud.goog",
  serverUrl: "https://mlops-dev-mlflow-123456789012.europe-west1.run.app",
  timeoutSeconds: 60,
};

interface Operation {
  readonly operationId: string;
  readonly "x-google-backend": Record<string, unknown>;
  readonly [field: string]: unknown;
}

interface OpenApi {
  readonly swagger: string;
  readonly schemes: string[];
  readonly paths: Record<string, { readonly post: Operation }>;
  readonly securityDefinitions: Record<string, Record<string, unknown>>;
}

const parsed = (text: string) => JSON.parse(text) as OpenApi;
const operations = ({ paths }: OpenApi) => Object.values(paths).map(({ post }) => post);
const document = parsed(openApiDocument(VALUES));

test("the gateway calls the servers with a service account of its own, the only one that it lets invoke them", () => {
  const account = gateway.address("google_service_account");
  expect(gateway.one("google_service_account")).toMatchObject({ account_id: "mlops-dev-gateway" });
  expect(gateway.one("google_cloud_run_v2_service_iam_member")).toEqual({
    name: "mlops-dev-mlflow",
    location: "europe-west1",
    role: "roles/run.invoker",
    member: `\${${account}.member}`,
  });
  expect(gateway.one("google_api_gateway_api_config").gateway_config).toEqual({
    backend_config: { google_service_account: `\${${account}.email}` },
  });
});

test("servers in a region of their own are invoked there", () => {
  const stack = someGateway((each) => ({ trackingServer: servers(each, "europe-north1") }));
  expect(stack.one("google_cloud_run_v2_service_iam_member").location).toBe("europe-north1");
  expect(stack.one("google_api_gateway_gateway").region).toBe("europe-west1");
});

test("the gateway may be in another region than its servers", () => {
  const stack = someGateway(() => ({ region: "europe-north1", gatewayRegion: "europe-west2" }));
  expect(stack.one("google_api_gateway_gateway").region).toBe("europe-west2");
  expect(stack.one("google_cloud_run_v2_service_iam_member").location).toBe("europe-north1");
});

test("the API has a name that was never used, as Google keeps that of a deleted one for 30 days", () => {
  expect(gateway.one("google_api_gateway_api").api_id).toBe(`mlops-dev-\${${gateway.address("random_id")}.hex}`);
});

test("a config is named by a prefix and replaced before it is destroyed: the gateway changes to the new one in place", () => {
  expect(gateway.one("google_api_gateway_api_config")).toMatchObject({
    api_config_id_prefix: "mlops-dev-",
    lifecycle: { create_before_destroy: true },
  });
  expect(gateway.one("google_api_gateway_api_config")).not.toHaveProperty("api_config_id");
  expect(gateway.one("google_api_gateway_gateway")).toMatchObject({
    gateway_id: "mlops-dev",
    api_config: `\${${gateway.address("google_api_gateway_api_config")}.id}`,
  });
});

test("a config names its API by the ID alone, as any other attribute would double the path", () => {
  expect(gateway.one("google_api_gateway_api_config").api).toBe(
    `\${${gateway.address("google_api_gateway_api")}.api_id}`,
  );
});

test("API Gateway's own service account exists before the config, and everything waits for the services", () => {
  const config = withServices.needs(withServices.address("google_api_gateway_api_config"));
  for (const type of ["google_project_service_identity", "time_sleep", "google_service_account"])
    expect(config).toContain(withServices.address(type));
  expect(withServices.one("google_project_service_identity").service).toBe("apigateway.googleapis.com");
  expect(withServices.one("time_sleep")).toMatchObject({
    create_duration: "30s",
    depends_on: [withServices.address("google_project_service_identity")],
  });
  for (const type of ["google_api_gateway_api", "google_project_service_identity", "google_service_account"])
    expect(withServices.one(type).depends_on).toEqual(["google_project_service.Service"]);
});

test("API, config and gateway carry the labels", () => {
  const stack = someGateway(() => ({ tags: { team: "ml" } }));
  for (const type of ["google_api_gateway_api", "google_api_gateway_api_config", "google_api_gateway_gateway"])
    expect(stack.one(type).labels).toEqual({ team: "ml" });
});

test("neither the API nor its config waits for a server: the address is known before", () => {
  for (const type of ["google_api_gateway_api", "google_api_gateway_api_config", "google_api_gateway_gateway"])
    expect([...gateway.needs(gateway.address(type))].filter((each) => each.startsWith("google_cloud_run"))).toEqual([]);
});

test("the project is read without waiting for anything: its number is part of the document, and must be known when it is planned", () => {
  const { google_project: projects } = withServices.json.data as Record<string, Record<string, object>>;
  expect(Object.values(projects ?? {})).toEqual([{}]);
});

test("the document has the servers' address, the API's managed service and Snowflake's service account by reference", () => {
  const text = documentOf(gateway);
  const { securityDefinitions, paths } = parsed(text);
  const account = `\${${gateway.address("snowflake_api_integration")}.api_gcp_service_account}`;
  expect(securityDefinitions.snowflake).toMatchObject({
    "x-google-audiences": `\${${gateway.address("google_api_gateway_api")}.managed_service}`,
    "x-google-issuer": account,
    "x-google-jwks_uri": `https://www.googleapis.com/robot/v1/metadata/x509/${account}`,
  });
  for (const { post } of Object.values(paths))
    expect(post["x-google-backend"].address).toMatch(
      /^https:\/\/mlops-dev-mlflow-\$\{data\.google_project\.\w+\.number\}\.europe-west1\.run\.app$/,
    );
});

test("a second synthesis gives the same document", () => {
  expect(documentOf(someGateway())).toBe(documentOf(gateway));
});

test("the document takes the verbs of the method proxy, each with every path below it and by POST alone", () => {
  const { swagger, paths, schemes } = document;
  expect([swagger, schemes]).toEqual(["2.0", ["https"]]);
  expect(Object.keys(paths).sort()).toEqual(
    Object.values(HttpVerb)
      .map((verb) => `/${verb.toLowerCase()}/api/{path=**}`)
      .sort(),
  );
  for (const path of Object.values(paths)) expect(Object.keys(path)).toEqual(["post"]);
});

test("every operation has a name of its own, declares its path, and requires Snowflake's token", () => {
  const all = operations(document);
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  for (const operation of all) {
    expect(operation.parameters).toEqual([{ name: "path", in: "path", required: true, type: "string" }]);
    expect(operation.security).toEqual([{ snowflake: [] }]);
    expect(operation.responses).toHaveProperty("200.description");
  }
});

test("every operation is forwarded with its path, by a token for the servers, within the deadline", () => {
  for (const operation of operations(parsed(openApiDocument({ ...VALUES, timeoutSeconds: 12 }))))
    expect(operation["x-google-backend"]).toEqual({
      address: VALUES.serverUrl,
      jwt_audience: VALUES.serverUrl,
      path_translation: "APPEND_PATH_TO_ADDRESS",
      protocol: "h2",
      deadline: 12,
    });
});

test("Snowflake's service account is the only issuer, and the managed service the only audience", () => {
  expect(document.securityDefinitions).toEqual({
    snowflake: {
      type: "oauth2",
      flow: "implicit",
      authorizationUrl: "",
      "x-google-issuer": VALUES.issuer,
      "x-google-jwks_uri": `https://www.googleapis.com/robot/v1/metadata/x509/${VALUES.issuer}`,
      "x-google-audiences": VALUES.audience,
    },
  });
});

test("the keys of the document are sorted at every level, as another order is another config", () => {
  expect(openApiDocument(VALUES)).toBe(JSON.stringify(sorted(document)));
});

test("Terraform decodes to the document, with values in place of references", async () => {
  const stack = stackWithProviders();
  const issuer = new TerraformVariable(stack, "issuer", { type: "string", default: VALUES.issuer }).stringValue;
  new TerraformOutput(stack, "document", { value: base64(openApiDocument({ ...VALUES, issuer })) });
  const { output, variable } = Synthesized.of(stack).json as Pick<TerraformConfig, "output"> & { variable: object };
  const config = { ...stackOf({ terraform_data: { nothing: {} } }, { foundation: {}, output }), variable };
  const { state, errors } = await runTrap({ config, rules: [rules] });
  expect(errors).toEqual([]);
  expect(Buffer.from(String(state.outputs.document), "base64").toString()).toBe(openApiDocument(VALUES));
}, 60_000);

test("the gateway waits 60 seconds for the servers, and as long as it is told to", () => {
  const deadlines = (stack: Synthesized) =>
    operations(parsed(documentOf(stack))).map((operation) => operation["x-google-backend"].deadline);
  expect(new Set(deadlines(gateway))).toEqual(new Set([60]));
  expect(new Set(deadlines(someGateway(() => ({ timeoutSeconds: 300 }))))).toEqual(new Set([300]));
});

test("the URL is that of the gateway, with a slash at its end", () => {
  expect(gateway.one("snowflake_execute").execute).toContain(
    `'https://\${${gateway.address("google_api_gateway_gateway")}.default_hostname}/'`,
  );
});

test("a gateway that allows nobody is an error, and so is one that allows two", () => {
  const stack = stackWithProviders();
  const alone = new Gateway(stack, "Gateway", { ...COMPONENT, trackingServer: servers(stack) });
  expect(alone.node.validate()).toEqual(["No caller is allowed. Call allow(...)"]);
  const { gateway: allowed, access } = connected(stackWithProviders());
  expect(allowed.node.validate()).toEqual([]);
  expect(() => {
    allowed.allow(access.caller);
  }).toThrow("must allow one caller only");
});

const EXISTING = {
  url: "https://ours-a1b2c3d4.ew.gateway.dev/",
  audience: "ours-0a1b.apigateway.my-project-123456.cloud.goog",
};

test("a gateway that exists is known by its URL and its managed service", () => {
  const { url, audience } = Gateway.fromGatewayAttributes(stackWithProviders(), "Gateway", EXISTING);
  expect({ url, audience }).toEqual(EXISTING);
});

test.each([
  ["no slash at the end", { url: "https://ours-a1b2c3d4.ew.gateway.dev" }, "must be the address of an API Gateway"],
  ["a path", { url: "https://ours-a1b2c3d4.ew.gateway.dev/get/" }, "must be the address of an API Gateway"],
  ["a domain of its own", { url: "https://mlflow.example.com/" }, "must be the address of an API Gateway"],
  ["no https", { url: "http://ours-a1b2c3d4.ew.gateway.dev/" }, "must be the address of an API Gateway"],
  ["an audience with https", { audience: `https://${EXISTING.audience}` }, "must be the managed service of the API"],
  ["an audience that is no API", { audience: "ours.example.com" }, "must be the managed service of the API"],
])("refuses an existing gateway with %s", (_what, wrong, message) => {
  expect(() => Gateway.fromGatewayAttributes(stackWithProviders(), "Gateway", { ...EXISTING, ...wrong })).toThrow(
    message,
  );
});

const ID = "be 6 to 30 lower-case letters";

test.each<[string, Partial<GatewayProps>, string, string]>([
  ["a region without API Gateway", { region: "europe-north1" }, "gatewayRegion", "the platform's own, europe-north1"],
  ["a gateway in such a region", { gatewayRegion: "europe-west3" }, "gatewayRegion", "be a region with API Gateway"],
  ["a timeout of 0", { timeoutSeconds: 0 }, "timeoutSeconds", "be an integer from 1 to 300"],
  ["a timeout past the longest", { timeoutSeconds: 301 }, "timeoutSeconds", "be an integer from 1 to 300"],
  ["an account ID that is too long", { serviceAccountId: "a".repeat(31) }, "serviceAccountId", ID],
  ["an account ID that is too short", { serviceAccountId: "mlops" }, "serviceAccountId", ID],
  ["an email as an account ID", { serviceAccountId: "mlops@example.com" }, "serviceAccountId", ID],
])("refuses %s", (_what, props, field, must) => {
  expect(problemsOf(() => someGateway(() => props))).toEqual([[field, expect.stringContaining(must)]]);
});

test("the longest prefix leaves room for the account's ID", () => {
  const stack = someGateway(() => ({ prefix: "a-platform-of-20-abc" }));
  expect(stack.one("google_service_account").account_id).toBe("a-platform-of-20-abc-gateway");
});

test("settings that decide about the gateway must be known at synthesis", () => {
  for (const field of ["gatewayRegion", "timeoutSeconds"] as const) {
    const problems = problemsOf(() =>
      someGateway((stack) => {
        const variable = new TerraformVariable(stack, "v", {});
        return { [field]: field === "timeoutSeconds" ? variable.numberValue : variable.stringValue };
      }),
    );
    expect(problems).toEqual([[field, expect.stringContaining("must be known at synthesis")]]);
  }
});

test("a platform checks the region of its gateway together with its own", () => {
  interface Platform {
    readonly gateway?: GatewaySettings;
    readonly region: string;
  }
  const rows = [gatewayRegionRow<Platform>("gateway.", (settings) => settings)];
  const fields = (settings: Platform) => {
    const problems = new Problems("gcp-dev");
    checkSettings(problems, { rows }, settings);
    return problems.all.map(({ field, value }) => `${field} = ${value}`);
  };
  expect(fields({ region: "europe-west1" })).toEqual([]);
  // The platform's own row reports it.
  expect(fields({ region: "europe-west1-b" })).toEqual([]);
  expect(fields({ region: "europe-north1", gateway: { gatewayRegion: "europe-west1" } })).toEqual([]);
  expect(fields({ region: "europe-north1" })).toEqual(["gateway.gatewayRegion = (not set)"]);
  expect(fields({ region: "europe-west1", gateway: { gatewayRegion: "europe-north1" } })).toEqual([
    'gateway.gatewayRegion = "europe-north1"',
  ]);
});

/** Field and rule of each problem. */
function problemsOf(build: () => unknown): unknown[] {
  return refusalOf(build).map(({ field, rule }) => [field, rule]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

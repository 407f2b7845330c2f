import { TerraformOutput, TerraformVariable } from "cdktf";
import { ModelEndpoint } from "../../../src/azure";
import { Size } from "../../../src/core";
import { ModelDependencies, ScoringProtocol } from "../../../src/mlflow";
import { SCORING_ERRORS, SCORING_TIMEOUT_SECONDS, type ScoringError } from "../../../src/mlflow/scoring/errors";
import type { Element } from "../../../src/inspect/rules/azure/api-management-xml";
import { chosen } from "../../../src/rehearsal/clouds/azure/gateway/conditions";
import { parsePolicy } from "../../../src/rehearsal/clouds/azure/gateway/policy";
import { refusalOf } from "../../support/refusal";
import { connected, stackWithProviders } from "../gateway/fixture";
import { emptyStack } from "../fixture";
import { Synthesized, type Block } from "../synthesized";
import { IRIS, OLD, WORKSPACE, needing, resourcesOf, templateOf } from "./fixture";

const plain = Synthesized.environment();
const scored = Synthesized.environment({
  endpoints: [IRIS, { ...IRIS, name: "old", deployments: needing(OLD), readers: ["OTHER"] }],
});
const prod = Synthesized.environment({ name: "azure-prod", size: Size.PROD, endpoints: [IRIS] });

const POLICY = "azurerm_api_management_api_operation_policy";
const policyOf = (stack: Synthesized, part: string): string => String(stack.one(POLICY, part).xml_content);
const policy = policyOf(scored, "iris");

/** A part of the policy, by its element. */
function section(name: string): string {
  return new RegExp(`<${name}>([\\s\\S]*)</${name}>`).exec(policy)?.[1] ?? "";
}

test("an environment without endpoints is what it was", () => {
  expect(Synthesized.environment({ endpoints: [] }).json).toEqual(plain.json);
  expect(JSON.stringify(plain.json.resource)).not.toContain("MachineLearning");
  expect(plain.one("azurerm_api_management")).not.toHaveProperty("identity");
});

test("all endpoints share one workspace", () => {
  expect(Object.keys(scored.all("azurerm_machine_learning_workspace"))).toHaveLength(1);
  expect(Object.keys(scored.all("azurerm_machine_learning_datastore_blobstorage"))).toHaveLength(2);
});

test("each endpoint has a route of the gateway that Snowflake calls, beside MLflow's", () => {
  const operations = Object.values(scored.all("azurerm_api_management_api_operation"));
  expect(operations.map(({ method, url_template }) => [method, url_template]).sort()).toEqual([
    ["POST", "/*"],
    ["POST", "/score/iris"],
    ["POST", "/score/old"],
  ]);
});

test("a route asks for Snowflake's token as MLflow's does, and for our Snowflake account", () => {
  const token = (xml: string) => /<validate-jwt[\s\S]*<\/validate-jwt>/.exec(xml)?.[0];
  expect(token(policy)).toBe(token(String(scored.one("azurerm_api_management_api_policy").xml_content)));
  const checks = [
    ...section("inbound").matchAll(/<check-header name="([^"]+)" failed-check-httpcode="403"[^>]*>\s*<value>([^<]*)</g),
  ];
  expect(checks.map(([, name, value]) => [name, value])).toEqual([
    ["sf-context-current-account", expect.stringContaining("data.snowflake_current_account.") as string],
    ["sf-context-current-region", expect.stringContaining("data.snowflake_current_account.") as string],
  ]);
});

test("a route relies on no other policy, which may not exist yet, and hands on neither key nor credentials", () => {
  expect(policy).not.toContain("<base");
  expect(policy).not.toContain("{{");
  const dropped = [...policy.matchAll(/<set-header name="([^"]+)" exists-action="delete"/g)].map(([, name]) => name);
  expect(dropped).toEqual(["Authorization", "Ocp-Apim-Subscription-Key", "azureml-model-deployment"]);
  expect(policy.indexOf("authentication-managed-identity")).toBeGreaterThan(
    policy.indexOf('name="Authorization" exists'),
  );
});

test("the gateway calls the endpoint by its identity, which may call this endpoint alone", () => {
  expect(section("inbound")).toContain('<authentication-managed-identity resource="https://ml.azure.com" />');
  expect(section("inbound")).toMatch(
    /<set-backend-service base-url="https:\/\/iris-\$\{random_id\..+\.hex\}\.westeurope\.inference\.ml\.azure\.com" \/>/,
  );
  expect(section("inbound")).toContain('<rewrite-uri template="/score" copy-unmatched-params="false" />');
  expect(scored.one("azurerm_api_management").identity).toEqual({ type: "SystemAssigned" });
  const [permissions] = scored.one("azurerm_role_definition").permissions as Block[];
  expect(permissions?.actions).toEqual(["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"]);
  const assignment = scored.one("azurerm_role_assignment", "Score-iris");
  expect(String(assignment.scope)).toMatch(/\/onlineEndpoints\/iris-/);
  expect(String(assignment.role_definition_id)).toContain("azurerm_role_definition.");
  expect(String(assignment.principal_id)).toContain("azurerm_api_management.");
});

test("the route waits for no endpoint, nor does the function", () => {
  for (const address of [scored.address(POLICY, "iris"), scored.address("snowflake_external_function", "iris")]) {
    const needed = [...scored.needs(address)].filter((each) => !each.startsWith("data."));
    expect(needed.filter((each) => /template_deployment|machine_learning/.test(each))).toEqual([]);
  }
});

test("the endpoint ends a slow call before the gateway does, whatever time MLflow's calls have", () => {
  const quick = Synthesized.environment({ endpoints: [IRIS], gateway: { timeoutSeconds: 10 } });
  expect(policyOf(quick, "iris")).toContain('<forward-request timeout="30" />');
  expect(policyOf(prod, "iris")).toContain('<forward-request timeout="60" />');
  expect(SCORING_TIMEOUT_SECONDS).toBeLessThan(30);
});

/** What the policy makes of a status of the endpoint, and of its container: conditions in their order. */
function answered(status: number, model?: number): { readonly code: string; readonly body: string } | undefined {
  const policies = parsePolicy(policy);
  const headers: Record<string, string> =
    model === undefined ? {} : { "ms-azureml-model-error-statuscode": String(model) };
  let list: readonly Element[] = policies.outbound;
  while (list[0]?.name === "choose") list = chosen(list[0], { status, headers });
  const [response] = list;
  if (response?.name !== "return-response") return undefined;
  const part = (name: string) => response.children.find((each) => each.name === name);
  return { code: part("set-status")?.attributes.code ?? "", body: part("set-body")?.text ?? "" };
}

function expectAnswer(answer: ReturnType<typeof answered>, code: string, { kind, message }: ScoringError): void {
  expect(answer?.code).toBe(code);
  expect(JSON.parse(answer?.body ?? "")).toEqual({ error: kind, message });
}

test.each([
  [401, "403", SCORING_ERRORS.forbidden],
  [403, "403", SCORING_ERRORS.forbidden],
  [404, "404", SCORING_ERRORS.notFound],
  [408, "422", SCORING_ERRORS.timeout],
  [413, "413", SCORING_ERRORS.tooLarge],
  [418, "400", SCORING_ERRORS.other],
  [424, "422", SCORING_ERRORS.modelError],
  [429, "429", SCORING_ERRORS.tooManyRequests],
  [500, "500", SCORING_ERRORS.other],
  [502, "502", SCORING_ERRORS.unavailable],
  [503, "503", SCORING_ERRORS.unavailable],
  [504, "504", SCORING_ERRORS.unavailable],
])("%i of the endpoint is %s with a body of ours", (status, code, error) => {
  expectAnswer(answered(status), code, error);
});

test.each([
  [400, "422", SCORING_ERRORS.modelError],
  [429, "429", SCORING_ERRORS.tooManyRequests],
  [500, "422", SCORING_ERRORS.modelError],
  [502, "502", SCORING_ERRORS.unavailable],
  [503, "503", SCORING_ERRORS.unavailable],
  [504, "422", SCORING_ERRORS.timeout],
])("%i of a model's own container is %s", (status, code, error) => {
  expectAnswer(answered(424, status), code, error);
});

test("a container's status counts where Azure says that a container failed, and nowhere else", () => {
  expect(answered(403, 503)?.code).toBe("403");
  expect(answered(200)).toBeUndefined();
});

test("an answer of the endpoint passes with 200 alone", () => {
  expect(section("outbound")).toMatch(/^\s*<choose>\s*<when condition="@\(context\.Response\.StatusCode != 200\)">/);
  expect(policy).not.toMatch(/Body/);
});

test("the policy is within what Consumption takes", () => {
  expect(Buffer.byteLength(policy)).toBeLessThan(16 * 1024);
});

test("each function speaks its runtime's protocol", () => {
  const body = (part: string) =>
    Object.entries(scored.all("snowflake_function_javascript"))
      .filter(([name]) => name.includes(`Endpoints_${part}_`) && name.includes("Request"))
      .map(([, each]) => String(each.function_definition))
      .join();
  expect(body("iris")).toContain("dataframe_split:");
  expect(body("old")).toContain("input_data:");
  expect((scored.json.output as Record<string, Block>).scoring_functions?.value).toEqual(["SCORE_IRIS", "SCORE_OLD"]);
});

test("in prod an endpoint has a private address, which the gateway's network knows, and alarms notify", () => {
  expect(resourcesOf(prod, "-traffic")[0]?.properties.publicNetworkAccess).toBe("Disabled");
  expect(prod.one("azurerm_machine_learning_workspace").public_network_access_enabled).toBe(true);
  const { address_prefixes } = prod.one("azurerm_subnet", "PrivateEndpointSubnet");
  expect(address_prefixes).toEqual(["10.40.128.0/19"]);
  expect(String(prod.one("azurerm_private_endpoint").subnet_id)).toContain("PrivateEndpointSubnet");
  for (const { action } of Object.values(prod.all("azurerm_monitor_metric_alert")).filter((each) =>
    JSON.stringify(each).includes("onlineEndpoints"),
  ))
    expect(JSON.stringify(action)).toContain("azurerm_monitor_action_group");
  const open = Synthesized.environment({
    name: "azure-prod",
    size: Size.PROD,
    endpoints: [{ ...IRIS, privateAccess: false }],
  });
  expect(open.all("azurerm_private_endpoint")).toEqual({});
  expect(open.all("azurerm_subnet")).toEqual(
    Synthesized.environment({ name: "azure-prod", size: Size.PROD }).all("azurerm_subnet"),
  );
});

test("endpoints in a workspace of the team's make none", () => {
  const own = Synthesized.environment({ endpoints: [IRIS], existing: { modelWorkspace: WORKSPACE } });
  for (const type of ["azurerm_machine_learning_workspace", "azurerm_key_vault", "azurerm_container_registry"])
    expect(own.all(type)).toEqual({});
  expect(resourcesOf(own, "_blue")[1]?.name).toMatch(/^team\/iris-.*\/blue$/);
});

test("the identity of a workspace of the team's may read models before an endpoint serves them, or a step says who has to allow it", () => {
  const of = (more: object) =>
    Synthesized.environment({ endpoints: [IRIS], existing: { modelWorkspace: { ...WORKSPACE, ...more } } });
  const principalId = "aaaaaaaa-0000-4000-8000-000000000001";
  const [known, unknown] = [of({ principalId }), of({})];
  const stepsOf = ({ json }: Synthesized) => JSON.stringify((json.output as Record<string, Block>).next_steps);
  expect(known.one("azurerm_role_assignment", "Existing_ModelWorkspace_ReadModels")).toMatchObject({
    role_definition_name: "Storage Blob Data Reader",
    principal_id: principalId,
  });
  expect(templateOf(known, "-endpoint").depends_on).toContain(
    known.address("azurerm_role_assignment", "Existing_ModelWorkspace_ReadModels"),
  );
  expect(Object.keys(unknown.all("azurerm_role_assignment")).join()).not.toContain("ModelWorkspace");
  expect(stepsOf(unknown)).toContain("existing.modelWorkspace.principalId");
  expect(stepsOf(known)).not.toContain("existing.modelWorkspace");
});

test("the gateway's role can be assigned on endpoints in the resource group of a workspace of the team's", () => {
  const scopesOf = (stack: Synthesized) => stack.one("azurerm_role_definition").assignable_scopes as string[];
  const own = Synthesized.environment({ endpoints: [IRIS], existing: { modelWorkspace: WORKSPACE } });
  const [platform, ...others] = scopesOf(own);
  expect(platform).toBe(own.one("azurerm_role_definition").scope);
  expect(others).toEqual([expect.stringMatching(/^\/subscriptions\/.*\/resourceGroups\/shared$/)]);
  expect(String(own.one("azurerm_role_assignment", "Score-iris").scope).startsWith(`${others[0] ?? ""}/`)).toBe(true);
  expect(scopesOf(scored)).toEqual([scored.one("azurerm_role_definition").scope]);
});

test("the gateway's role can be assigned on an endpoint that exists, whose ID says where it is", () => {
  const group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/team";
  const attributes = {
    name: "iris",
    endpointId: `${group}/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/iris-prod`,
    scoringUri: "https://iris-prod.westeurope.inference.ml.azure.com/score",
    protocol: ScoringProtocol.DATAFRAME_SPLIT,
  };
  const stack = emptyStack();
  const one = ModelEndpoint.fromModelEndpointAttributes(stack, "E", attributes);
  expect(one.resourceGroupId).toBe(group);
  const endpointId = new TerraformVariable(stack, "Id", {}).stringValue;
  const later = ModelEndpoint.fromModelEndpointAttributes(stack, "L", { ...attributes, endpointId });
  new TerraformOutput(stack, "Group", { value: later.resourceGroupId });
  const { Group } = Synthesized.of(stack).json.output as Record<string, Block>;
  expect(Group?.value).toBe('${join("/", slice(split("/", var.Id), 0, 5))}');
});

test("instances are scaled in the location of the workspace, which may be another than the platform's", () => {
  const own = Synthesized.environment({
    endpoints: [{ ...IRIS, maxInstances: 2 }],
    existing: { modelWorkspace: { ...WORKSPACE, location: "northeurope" } },
  });
  expect(own.one("azurerm_monitor_autoscale_setting").location).toBe("northeurope");
});

test("a gateway takes endpoints when it has a caller and an account", () => {
  const stack = stackWithProviders();
  const { gateway } = connected(stack);
  expect(() => gateway.addEndpoint({} as never)).toThrow("snowflakeAccount must be set");
});

test("a version of MLflow is compared by its numbers, and requirements are packages alone", () => {
  expect(new ModelDependencies({ mlflowVersion: "3.6.1" }).isSince(3, 7)).toBe(false);
  expect(new ModelDependencies({ mlflowVersion: "3.10.0" }).isSince(3, 7)).toBe(true);
  expect(new ModelDependencies({ mlflowVersion: "2.22.0" }).isSince(3, 7)).toBe(false);
  const wrong = () =>
    new ModelDependencies({ mlflowVersion: "3", pythonVersion: "2.7", requirements: ["--index-url https://u:p@x"] });
  expect(refusalOf(wrong).map(({ field, rule }) => `${field} ${rule}`)).toEqual([
    "mlflowVersion must be a version of MLflow with three numbers",
    "pythonVersion must be a version of Python 3",
    "requirements.0 must be a package as in a requirements.txt, without options of pip and without credentials",
  ]);
  expect(JSON.stringify(refusalOf(wrong))).not.toContain("u:p");
});

import type { JsonObject } from "../../../src/core/json";
import { findings, findingsAfter, replaced, stackJson, unchecked, type Edit } from "./wrong-stack";

const RULE = "gateway-admits-snowflake-alone";
const policy = "aws_api_gateway_rest_api_policy";

/** An edit of the statements of AWS's resource policy. */
const statements = (edit: (list: JsonObject[]) => JsonObject[]): Edit => ({
  type: policy,
  edit: (values) => {
    const document = JSON.parse(String(values.policy)) as { Statement: JsonObject[] };
    values.policy = JSON.stringify({ ...document, Statement: edit(document.Statement) });
  },
});
const allow = (principal: unknown): Edit =>
  statements((list) => [
    ...list,
    { Effect: "Allow", Principal: principal, Action: "execute-api:Invoke", Resource: "*" },
  ]);
const deny = (change: JsonObject): Edit => statements(([first = {}, second = {}]) => [first, { ...second, ...change }]);

/** The only finding after an edit. */
function only(name: string, edit: Edit) {
  const found = findingsAfter(name, edit);
  expect(found).toHaveLength(1);
  expect(found[0]?.rule).toBe(RULE);
  return found[0];
}

describe("AWS", () => {
  test.each<[string, Edit, RegExp]>([
    ["everyone", allow("*"), /only Snowflake's role \(.*\) must be allowed. Got: \*$/],
    ["another account", allow({ AWS: "arn:aws:iam::999999999999:root" }), /Got: arn:aws:iam::999999999999:root$/],
    [
      "any session of the role",
      statements((list) => JSON.parse(JSON.stringify(list).replace("-api/snowflake", "-api/*")) as JsonObject[]),
      /Got: .*:assumed-role\/mlops-aws-dev-snowflake-api\/\*$/,
    ],
    [
      "all but somebody",
      statements((list) =>
        list.map(({ Principal, ...rest }) =>
          rest.Effect === "Allow" ? { ...rest, NotPrincipal: Principal } : { ...rest, Principal },
        ),
      ),
      /NotPrincipal/,
    ],
  ])("a policy that allows %s is found", (_what, edit, message) => {
    expect(only("aws-dev", edit)?.message).toMatch(message);
  });

  test.each<[string, Edit]>([
    ["has no Deny", statements((list) => list.slice(0, 1))],
    [
      "denies some of the API",
      deny({ Resource: "${aws_api_gateway_rest_api.Platform_Gateway_62BCA397.execution_arn}/v1/GET/*" }),
    ],
    ["denies on another condition", deny({ Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } })],
    [
      "denies on two conditions, of which both must hold",
      deny({ Condition: { StringNotEquals: { "aws:PrincipalArn": [], "aws:SourceVpc": "vpc-1" } } }),
    ],
    [
      "spares an administrator",
      deny({ Condition: { StringNotEquals: { "aws:PrincipalArn": ["arn:aws:iam::1:role/admin"] } } }),
    ],
    ["denies one principal", deny({ Principal: { AWS: "arn:aws:iam::1:role/x" } })],
  ])("a policy that %s lets administrators of the account in", (_what, edit) => {
    expect(only("aws-dev", edit)?.message).toContain("a Deny statement must refuse every principal");
  });

  test("an API without a policy, and one whose policy nobody can read here, are found", () => {
    const json = stackJson("aws-dev");
    delete json.resource?.[policy];
    // What depended on it is not the point.
    expect(findings(json).map(({ message }) => message)).toEqual([
      "the API must have a resource policy that denies all but Snowflake's role",
    ]);
    const computed: Edit = {
      type: policy,
      edit: (values) => (values.policy = "${data.aws_iam_policy_document.x.json}"),
    };
    expect(only("aws-dev", computed)?.message).toContain("must be JSON in the configuration");
  });

  test("a method without IAM authorization is found", () => {
    const open: Edit = { type: "aws_api_gateway_method", edit: (values) => (values.authorization = "NONE") };
    expect(only("aws-prod", open)).toMatchObject({
      address: expect.stringMatching(/^aws_api_gateway_method\./),
      message: "authorization must be AWS_IAM. Got: NONE",
    });
  });

  test("an API that Snowflake does not call is no business of the rule", () => {
    const json = stackJson("aws-dev");
    const others: Record<string, JsonObject> = json.resource?.aws_api_gateway_rest_api ?? {};
    others.Other = { name: "a public API" };
    expect(findings(json)).toEqual([]);
  });
});

test("an integration whose provider is no gateway is found, and one whose gateway is elsewhere is not passed", () => {
  const provider = (api_provider: string): Edit => ({
    type: "snowflake_api_integration",
    edit: (values) => (values.api_provider = api_provider),
  });
  expect(only("gcp-dev", provider("git_https_api"))).toMatchObject({
    address: expect.stringMatching(/^snowflake_api_integration\./),
    message: "api_provider must be a gateway of AWS, Azure or Google Cloud. Got: git_https_api",
  });
  expect(unchecked("azure-dev")).toEqual([]);
  const elsewhere: Edit = {
    type: "snowflake_api_integration",
    edit: (values) => (values.api_allowed_prefixes = ["https://elsewhere.azure-api.net/mlflow/"]),
  };
  expect(unchecked("azure-dev", elsewhere)).toEqual([
    [RULE, expect.stringMatching(/^the gateway of snowflake_api_integration\.\w+ is not in the stack$/)],
  ]);
});

describe("Azure", () => {
  const type = "azurerm_api_management_api_policy";
  const xml = (from: string | RegExp, to: string): Edit => ({ type, edit: replaced("xml_content", from, to) });

  test.each<[string, Edit, string]>([
    ["no check of tokens", xml(/<validate-jwt.*<\/validate-jwt>/, ""), "must hold validate-jwt, outside of conditions"],
    [
      "a check under a condition",
      xml(/(<validate-jwt.*<\/validate-jwt>)/, "<choose><when condition='@(true)'>$1</when></choose>"),
      "outside of conditions",
    ],
    [
      "unsigned tokens",
      xml('require-signed-tokens=\\"true\\"', 'require-signed-tokens=\\"false\\"'),
      "require-signed-tokens must be true",
    ],
    [
      "expired tokens",
      xml('require-expiration-time=\\"true\\"', 'require-expiration-time=\\"false\\"'),
      "require-expiration-time must be true",
    ],
    [
      "any audience",
      xml(/<audiences>.*<\/audiences>/, ""),
      "the audiences must be the integration's application. Got: none",
    ],
    [
      "a second audience",
      xml("</audience>", "</audience><audience>api://other</audience>"),
      "Got: <known after the deploy",
    ],
    [
      "tokens of another tenant",
      xml("</issuer>", "</issuer><issuer>https://sts.windows.net/other/</issuer>"),
      "the issuers must be those of the integration's tenant",
    ],
    [
      "any application",
      xml(/<required-claims>.*<\/required-claims>/, ""),
      "required-claims must name Snowflake's application, and no other, by appid or azp. Got: none",
    ],
    [
      "another application beside Snowflake's",
      xml(/(appid[^>]*>\\n *)(<value>[^<]*<\/value>)/, "$1$2<value>00000000-0000-0000-0000-000000000001</value>"),
      "azure_consent_url), 0)>, 00000000-0000-0000-0000-000000000001",
    ],
    [
      "an integration without a tenant, whose issuers would all be accepted",
      { type: "snowflake_api_integration", edit: (values) => (values.azure_tenant_id = "") },
      "azure_tenant_id of the integration must be set",
    ],
    ["an application by its display name", xml(/(appid[^>]*>\\n *<value>)[^<]*/, "$1Snowflake"), "Got: Snowflake"],
    [
      "a policy that is computed",
      { type, edit: (values) => (values.xml_content = '${file("policy.xml")}') },
      "must be XML in the configuration",
    ],
  ])("%s is found", (_what, edit, message) => {
    expect(only("azure-dev", edit)?.message).toContain(message);
  });

  test("a literal client ID is Snowflake's, as a team may know it beforehand", () => {
    const edit = xml(/(appid[^>]*>\\n *<value>)[^<]*/, "$100000000-0000-0000-0000-000000000001");
    expect(findingsAfter("azure-prod", edit)).toEqual([]);
  });

  test("an API without a policy is found, and an operation that leaves it out", () => {
    const json = stackJson("azure-dev");
    const [api, operation] = ["azurerm_api_management_api", "azurerm_api_management_api_operation"].map(
      (each) => Object.values(json.resource?.[each] ?? {})[0] ?? {},
    );
    const policies: Record<string, JsonObject> = {
      Open: {
        api_name: operation?.api_name,
        operation_id: "post",
        xml_content: "<policies><inbound><mock-response /></inbound></policies>",
      },
    };
    if (json.resource !== undefined) json.resource.azurerm_api_management_api_operation_policy = policies;
    expect(findings(json)).toEqual([
      {
        rule: RULE,
        address: "azurerm_api_management_api_operation_policy.Open",
        message: expect.stringContaining("an operation may begin with base instead"),
      },
    ]);
    const checked = Object.values(json.resource?.[type] ?? {})[0]?.xml_content;
    policies.Open = { ...policies.Open, xml_content: String(checked).replace("<base />", "") };
    expect(findings(json)).toEqual([]);
    policies.Open = { ...policies.Open, xml_content: "<policies><inbound><base /></inbound></policies>" };
    expect(findings(json)).toEqual([]);
    delete json.resource?.[type];
    expect(findings(json).map(({ message }) => message)).toEqual([
      expect.stringContaining("the API must have a policy"),
    ]);
    expect(api?.name).toBe("mlflow");
  });
});

describe("Google Cloud", () => {
  const type = "google_api_gateway_api_config";
  const document = (from: string | RegExp, to: string): Edit => ({
    type,
    edit: replaced("openapi_documents", from, to),
  });
  // Quotes of a JSON document in a string of Terraform in JSON.
  const q = '\\\\\\\\\\\\\\"';
  const key = (name: string) => new RegExp(`${q}${name}${q}:${q}[^"]*?${q}`);
  const value = (name: string, text: string) => `${'\\\\\\"'}${name}${'\\\\\\"'}:${'\\\\\\"'}${text}${'\\\\\\"'}`;

  test.each<[string, Edit, string]>([
    [
      "a path without security",
      document(new RegExp(`${q}security${q}:\\[\\{${q}snowflake${q}:\\[\\]\\}\\],?`), ""),
      "POST /delete/api/{path=**} must have a security requirement",
    ],
    [
      "a path that anybody may call",
      document(
        new RegExp(`${q}security${q}:\\[\\{${q}snowflake${q}:\\[\\]\\}\\]`),
        `${'\\\\\\"'}security${'\\\\\\"'}:[{}]`,
      ),
      "must have a security requirement",
    ],
    [
      "another issuer",
      document(key("x-google-issuer"), value("x-google-issuer", "me@example.com")),
      "x-google-issuer must be the integration's api_gcp_service_account. Got: me@example.com",
    ],
    [
      "another audience",
      document(key("x-google-audiences"), value("x-google-audiences", "*")),
      "x-google-audiences must be the integration's google_audience. Got: *",
    ],
    [
      "keys of another account",
      document(key("x-google-jwks_uri"), value("x-google-jwks_uri", "https://example.com/keys")),
      "x-google-jwks_uri must be the keys",
    ],
    [
      "a document that is computed",
      {
        type,
        edit: replaced(
          "openapi_documents",
          /"contents":"(?:[^"\\]|\\.)*"/,
          '"contents":"${filebase64(\\"openapi.yaml\\")}"',
        ),
      },
      "must be in the configuration",
    ],
  ])("%s is found", (_what, edit, message) => {
    expect(only("gcp-dev", edit)?.message).toContain(message);
  });
});

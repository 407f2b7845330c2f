import { snowflakeCaller, consent } from "../../../../../src/rehearsal/clouds/azure/identities/entra";
import { intruders } from "../../../../../src/rehearsal/clouds/azure/identities/intruders";
import { decodeJwt } from "jose";
import { EchoBackend } from "../../../snowflake/platform";
import {
  AUDIENCE,
  POLICY,
  SNOWFLAKE,
  TENANT,
  accountOf,
  applied,
  gatewayOf,
  integrationOf,
  proxyAt,
  runtimeOf,
  type Change,
} from "../platform";

// The first call makes the keys that sign tokens, and the sandbox of the translators.
jest.setTimeout(60_000);

let backend: EchoBackend;
beforeAll(async () => {
  backend = await EchoBackend.start();
});
afterAll(() => backend.stop());

describe("the token that Snowflake gets", () => {
  test("is of version 1 for an application that wants it: issuer sts.windows.net, appid", async () => {
    const account = accountOf(applied());
    const claims = decodeJwt((await snowflakeCaller(account, integrationOf()).token()) ?? "");
    expect(claims).toMatchObject({
      iss: `https://sts.windows.net/${TENANT}/`,
      aud: AUDIENCE,
      appid: SNOWFLAKE,
      ver: "1.0",
    });
    expect(claims.azp).toBeUndefined();
  });

  test("is of version 2 for an application that wants it: issuer login.microsoftonline.com, azp", async () => {
    const account = accountOf(applied(version2));
    const claims = decodeJwt((await snowflakeCaller(account, integrationOf()).token()) ?? "");
    expect(claims).toMatchObject({
      iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      azp: SNOWFLAKE,
      ver: "2.0",
    });
    expect(claims.appid).toBeUndefined();
  });

  const cases: [string, Change, Record<string, unknown>, string][] = [
    [
      "an application without a service principal",
      ({ directory }) => (directory.azuread_service_principal.client_id = "x"),
      {},
      "AADSTS500011",
    ],
    [
      "an application that does not exist",
      () => undefined,
      { azure_ad_application_id: "x" },
      "AADSTS500011: The resource principal named x",
    ],
    ["an id with a blank", () => undefined, { azure_ad_application_id: ` ${AUDIENCE}` }, "AADSTS500011"],
    ["another tenant", () => undefined, { azure_tenant_id: "x" }, "AADSTS90002: Tenant 'x' not found"],
    [
      "an application of several tenants",
      ({ directory }) => (directory.azuread_application.sign_in_audience = "AzureADMultipleOrgs"),
      {},
      "the application must be of a single tenant",
    ],
    [
      "a principal that is switched off",
      ({ directory }) => (directory.azuread_service_principal.account_enabled = false),
      {},
      "AADSTS500014",
    ],
    [
      "a principal that wants assignments",
      ({ directory }) => (directory.azuread_service_principal.app_role_assignment_required = true),
      {},
      "AADSTS501051",
    ],
  ];
  test.each(cases)("is not issued for %s", (_what, change, integration, message) => {
    const account = accountOf(applied(change));
    expect(() => snowflakeCaller(account, integrationOf(integration))).toThrow(message);
  });

  test("is not issued without a human's consent, and the statement says so", async () => {
    const account = accountOf(applied());
    consent(account).isGiven = false;
    const gateway = gatewayOf(proxyAt(backend), undefined, { account });
    const result = await runtimeOf(gateway).call("LOG", ["k", 1]);
    expect(result.error).toContain("Failed to obtain Azure active directory access token. (AADSTS7000229");
    expect(result.attempts).toBe(0);
  });
});

function version2({ directory }: { directory: ReturnType<typeof applied>["directory"] }): void {
  directory.azuread_application.api = [{ requested_access_token_version: 2 }];
}

describe("validate-jwt", () => {
  const policy =
    (from: string, to: string): Change =>
    ({ objects }) => {
      if (!POLICY.includes(from)) throw new Error(`the policy has no ${from}`);
      objects.azurerm_api_management_api_policy.xml_content = POLICY.replaceAll(from, to);
    };
  const noteOf = async (change: Change) => {
    const result = await runtimeOf(gatewayOf(proxyAt(backend), change)).call("LOG", ["k", 1]);
    return `${result.status} ${result.httpCalls[0]?.notes.join() ?? ""}`;
  };

  test("refuses tokens of version 2 by a policy for version 1", async () => {
    expect(await noteOf(version2)).toContain('401 validate-jwt: unexpected "iss" claim value');
  });

  test("takes tokens of version 2 by the claims of version 2", async () => {
    const document = `${TENANT}/v2.0/.well-known`;
    const change: Change = (azure) => {
      version2(azure);
      const xml = POLICY.replace(`${TENANT}/.well-known`, document).replace('"appid"', '"azp"');
      azure.objects.azurerm_api_management_api_policy.xml_content = xml;
    };
    expect(await noteOf(change)).toBe("200 ");
  });

  test.each([
    ["an audience that is not the application's", AUDIENCE, "api://mlops", 'unexpected "aud" claim value'],
    [
      "another application",
      SNOWFLAKE,
      "somebody-else",
      `Claim appid value of ${SNOWFLAKE} is not allowed. Access denied.`,
    ],
    ["a claim that tokens do not have", '"appid"', '"groups"', "JWT token is missing the following claims: groups"],
    ["a scheme that Snowflake does not send", "Bearer", "Basic", "JWT not present."],
    [
      "a header that Snowflake does not send",
      'header-name="Authorization"',
      'header-name="X-Token"',
      "JWT not present.",
    ],
  ])("refuses Snowflake by %s", async (_what, from, to, message) => {
    expect(await noteOf(policy(from, to))).toContain(`401 validate-jwt: ${message}`);
  });

  test("answers with the policy's own status", async () => {
    const change = policy('failed-validation-httpcode="401"', 'failed-validation-httpcode="403"');
    expect(await noteOf((azure) => (version2(azure), change(azure)))).toMatch(/^403 /);
  });

  test("is an error with an OpenID document of another tenant", async () => {
    const change = policy(`com/${TENANT}/`, "com/common/");
    await expect(noteOf(change)).rejects.toThrow("is not of the tenant");
  });
});

describe("intruders", () => {
  const account = accountOf(applied());
  const all = intruders(account);
  // The echo lets everybody in: the proxy's own refusal is shown with the real one.
  const atTheGateway = all.filter(({ who }) => !who.includes("own address"));

  test("are these", () => {
    expect(all.map(({ who }) => who)).toEqual([
      "an anonymous caller",
      "Snowflake's application in another tenant",
      "another application of the tenant",
      "an administrator of the subscription",
      "Snowflake's application with a token for another API",
      "a caller with a token that nobody signed",
      "a caller with a token that somebody else signed",
      "a caller with a token that has expired",
      "an anonymous caller at the container app's own address",
    ]);
  });

  test.each(atTheGateway)("$who gets 401", async ({ caller }) => {
    const runtime = runtimeOf(gatewayOf(proxyAt(backend)));
    expect((await runtime.callAs(caller, "LOG", ["k", 1], { role: "KEDRO" })).status).toBe(401);
  });

  const holes: [string, string, string][] = [
    ["another application of the tenant", '<claim name="appid" match="all">', '<claim name="oid">'],
    [
      "Snowflake's application with a token for another API",
      `<audiences><audience>${AUDIENCE}</audience></audiences>`,
      "",
    ],
    ["a caller with a token that nobody signed", 'require-signed-tokens="true"', 'require-signed-tokens="false"'],
  ];
  test.each(holes)("%s gets in when %s is left out", async (name, from, to) => {
    const intruder = all.find(({ who }) => who === name);
    if (intruder === undefined) throw new Error(`nobody is ${name}`);
    const xml = POLICY.replace(from, to).replace(
      `<value>${SNOWFLAKE}</value>`,
      to.includes("oid") ? "" : `<value>${SNOWFLAKE}</value>`,
    );
    const runtime = runtimeOf(
      gatewayOf(proxyAt(backend), ({ objects }) => (objects.azurerm_api_management_api_policy.xml_content = xml)),
    );
    expect((await runtime.callAs(intruder.caller, "LOG", ["k", 1])).status).toBe(200);
  });

  test("at the container app's own address come without the gateway's key, and are not there without a public address", async () => {
    backend.replies = [{ status: 403 }];
    const around = all.at(-1);
    const runtime = runtimeOf(gatewayOf(proxyAt(backend)));
    const answer = await runtime.callAs(around?.caller ?? (() => ({ name: "" })), "LOG", ["k", 1]);
    expect(answer.status).toBe(403);
    expect(backend.seen.at(-1)?.headers["x-mlops-gateway-key"]).toBeUndefined();
    const closed = accountOf(
      applied(({ objects }) => (objects.azurerm_container_app_environment.internal_load_balancer_enabled = true)),
    );
    expect(intruders(closed).map(({ who }) => who)).not.toContain(around?.who);
  });
});

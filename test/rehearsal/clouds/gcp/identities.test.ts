import { GoogleCaller, idToken } from "../../../../src/rehearsal/clouds/gcp/identities/tokens";
import { intruders } from "../../../../src/rehearsal/clouds/gcp/identities/intruders";
import { deployer } from "../../../../src/rehearsal/clouds/gcp/session";
import { EchoBackend } from "../../snowflake/platform";
import { HOST, RUN_URL, SNOWFLAKE, accountOf, applied, gatewayOf, proxyAt, runtimeOf, type Change } from "./platform";

jest.setTimeout(60_000);

let backend: EchoBackend;
beforeAll(async () => {
  backend = await EchoBackend.start();
});
afterAll(() => backend.stop());

describe("intruders", () => {
  const all = intruders(accountOf(applied()));
  const statusOf = async (who: string, change?: Change) => {
    const intruder = all.find((each) => each.who === who);
    if (intruder === undefined) throw new Error(`nobody is ${who}`);
    const runtime = runtimeOf(gatewayOf(proxyAt(backend), change));
    return (await runtime.callAs(intruder.caller, "LOG", ["k", 1], { role: "KEDRO" })).status;
  };
  const expected: [string, number][] = [
    ["an anonymous caller", 401],
    ["an administrator of the project", 401],
    ["a service account of another project", 401],
    ["Snowflake's service account with a token for another API", 403],
    ["a caller with a token that nobody signed", 401],
    ["a caller with a token that somebody else signed", 401],
    ["a caller with a token that has expired", 401],
    ["an anonymous caller at the service's own address", 403],
    ["Snowflake's service account at the service's own address", 401],
    ["a service account of another project at the service's own address", 403],
  ];

  test("are these", () => {
    expect(all.map(({ who }) => who)).toEqual(expected.map(([who]) => who));
  });

  test.each(expected)("%s gets %i", async (who, status) => {
    expect(await statusOf(who)).toBe(status);
  });

  const definition = {
    "x-google-issuer": "https://accounts.google.com",
    "x-google-jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
  };
  const holes: [string, string, Change][] = [
    [
      "an administrator of the project",
      "a document that takes Google's own tokens",
      ({ document }) => Object.assign(document.securityDefinitions.snowflake, definition),
    ],
    [
      "an anonymous caller at the service's own address",
      "a service without invoker check",
      ({ objects }) => (objects.google_cloud_run_v2_service.invoker_iam_disabled = true),
    ],
    [
      "a service account of another project at the service's own address",
      "a role for everybody who has signed in",
      ({ objects }) => (objects.google_cloud_run_v2_service_iam_member.member = "allAuthenticatedUsers"),
    ],
  ];
  test.each(holes)("%s gets in by %s", async (who, _what, change) => {
    expect(await statusOf(who, change)).toBe(200);
  });

  test("are not at the service's own address where the internet does not reach it", () => {
    const change: Change = ({ objects }) =>
      (objects.google_cloud_run_v2_service.ingress = "INGRESS_TRAFFIC_INTERNAL_ONLY");
    expect(
      intruders(accountOf(applied(change)))
        .map(({ who }) => who)
        .join(),
    ).not.toContain("own address");
  });
});

test("an administrator of the project reaches the service at its own address: the named exception", async () => {
  const gateway = gatewayOf(proxyAt(backend));
  const administrator = new GoogleCaller("administrator", idToken(deployer().email, RUN_URL), true);
  const request = { method: "POST", url: `https://${HOST}/get/api/x`, headers: {} };
  expect((await gateway.send(administrator, request)).status).toBe(200);
});

test("Snowflake's identity is the service account that the integration names", () => {
  const caller = gatewayOf(proxyAt(backend)).snowflake({ api_gcp_service_account: SNOWFLAKE, google_audience: "a" });
  expect(caller.name).toBe(SNOWFLAKE);
  expect(() => gatewayOf(proxyAt(backend)).snowflake({})).toThrow('no attribute "api_gcp_service_account"');
});

import { decodeJwt } from "jose";
import { GoogleCaller, selfSigned, tokenOf } from "../../../../../src/rehearsal/clouds/gcp/identities/tokens";
import { UnknownElementError, type GatewayResponse, type HttpRequest } from "../../../../../src/rehearsal/snowflake";
import { NetworkError } from "../../../../../src/rehearsal/snowflake";
import { EchoBackend } from "../../../snowflake/platform";
import {
  AUDIENCE,
  GATEWAY,
  HOST,
  RUN_URL,
  SNOWFLAKE,
  gatewayOf,
  integrationOf,
  operation,
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
beforeEach(() => {
  backend.replies = [{ body: '{"data":[[0,{}]]}' }];
});

const URL_ = `https://${HOST}/get/api/2.0/x`;

/** A request of Snowflake's. */
function send(change?: Change, request: Partial<HttpRequest> = {}, integration = {}): Promise<GatewayResponse> {
  const gateway = gatewayOf(proxyAt(backend), change);
  const caller = gateway.snowflake(integrationOf(integration));
  return gateway.send(caller, { method: "POST", url: URL_, headers: {}, ...request });
}

const messageOf = ({ body }: GatewayResponse) => (JSON.parse(body.toString("utf8")) as { message: string }).message;
const backendWith =
  (settings: Record<string, unknown>): Change =>
  ({ document }) => {
    for (const path of Object.values(document.paths))
      Object.assign((path as ReturnType<typeof operation>).post["x-google-backend"], settings);
  };
const definition =
  (settings: Record<string, unknown>): Change =>
  ({ document }) =>
    Object.assign(document.securityDefinitions.snowflake, settings);

describe("a call of Snowflake through API Gateway", () => {
  test("reaches the container with a token of the gateway's account, and with Snowflake's beside it", async () => {
    const result = await runtimeOf(gatewayOf(proxyAt(backend))).call("LOG", ["k", 1]);
    expect(result).toMatchObject({ status: 200, attempts: 1 });
    const seen = backend.seen.at(-1);
    expect(seen?.path).toBe("/post/api/x?k=k");
    expect(seen?.headers.host).toBe(RUN_URL.slice("https://".length));
    const own = String(seen?.headers.authorization).replace(/^Bearer /, "");
    expect(own).toMatch(/\.SIGNATURE_REMOVED_BY_GOOGLE$/);
    expect(decodeJwt(own)).toMatchObject({ email: GATEWAY, aud: RUN_URL, iss: "https://accounts.google.com" });
    const given = String(seen?.headers["x-forwarded-authorization"]).replace(/^Bearer /, "");
    expect(decodeJwt(given)).toMatchObject({ iss: SNOWFLAKE, aud: AUDIENCE });
    const info = Buffer.from(String(seen?.headers["x-apigateway-api-userinfo"]), "base64url").toString();
    expect(JSON.parse(info)).toMatchObject({ iss: SNOWFLAKE });
  });

  test.each([
    ["/get/api/2.0/%4Aobs", "/get/api/2.0/Jobs"],
    ["/get/api/2.0/./a/../b", "/get/api/2.0/b"],
    ["/get//api///2.0/x", "/get/api/2.0/x"],
    ["/get/api/2.0/a%2Fb%3Fc", "/get/api/2.0/a%2Fb%3Fc"],
    ["/get/api/2.0/x?f=a%2Fb%20//..", "/get/api/2.0/x?f=a%2Fb%20//.."],
  ])("to %s arrives as %s", async (path, arrived) => {
    expect((await send(undefined, { url: `https://${HOST}${path}` })).status).toBe(200);
    expect(backend.seen.at(-1)?.path).toBe(arrived);
  });

  test("goes to the address alone, with path parameters as a query, where the path is not appended", async () => {
    const change = backendWith({ path_translation: "CONSTANT_ADDRESS", address: `${RUN_URL}/fixed` });
    await send(change, { url: `${URL_}?a=b` });
    expect(backend.seen.at(-1)?.path).toBe("/fixed?path=2.0/x&a=b");
  });

  test("is answered 504 after the operation's deadline, which is 15 s unless it says otherwise", async () => {
    backend.replies = [{ delayMilliseconds: 500 }];
    const answer = await send(backendWith({ deadline: 0.1 }));
    expect([answer.status, messageOf(answer)]).toEqual([504, "upstream request timeout"]);
  });

  test("reaches a document's operations behind its base path", async () => {
    const change: Change = ({ document }) => Object.assign(document, { basePath: "/v1" });
    expect((await send(change)).status).toBe(404);
    expect((await send(change, { url: `https://${HOST}/v1/get/api/x` })).status).toBe(200);
  });
});

describe("API Gateway itself answers", () => {
  const cases: [string, Change, Partial<HttpRequest>, number, string][] = [
    [
      "a path of no operation",
      () => undefined,
      { url: `https://${HOST}/other/api/x` },
      404,
      "The current request is not defined by this API.",
    ],
    ["a method of no operation", () => undefined, { method: "GET" }, 405, "but its http method is not allowed"],
    ["another issuer", definition({ "x-google-issuer": "somebody@else" }), {}, 401, "Jwt issuer is not configured"],
    [
      "another audience",
      definition({ "x-google-audiences": "other.apigateway.p.cloud.goog" }),
      {},
      403,
      "Audiences in Jwt are not allowed",
    ],
    [
      "the managed service where no audience is listed: then only its address is one",
      definition({ "x-google-audiences": undefined }),
      {},
      403,
      "Audiences in Jwt are not allowed",
    ],
    [
      "a token whose keys are looked for at another account's address",
      definition({
        "x-google-jwks_uri": `https://www.googleapis.com/robot/v1/metadata/x509/other@p.iam.gserviceaccount.com`,
      }),
      {},
      401,
      "Jwks doesn't have key to match kid or alg from Jwt",
    ],
    [
      "a path that leaves the operation by dots",
      () => undefined,
      { url: `https://${HOST}/get/api/../../x` },
      404,
      "not defined",
    ],
  ];
  test.each(cases)("%s", async (_what, change, request, status, message) => {
    const answer = await send(change, request);
    expect(answer.status).toBe(status);
    expect(messageOf(answer)).toContain(message);
  });

  test("takes the address of the managed service as an audience where none is listed", async () => {
    const change = definition({ "x-google-audiences": undefined });
    expect((await send(change, {}, { google_audience: `https://${AUDIENCE}` })).status).toBe(200);
  });

  test.each(["x-goog-iap-jwt-assertion", "access_token"])("takes the token from %s too", async (from) => {
    const gateway = gatewayOf(proxyAt(backend));
    const token = await tokenOf(selfSigned(SNOWFLAKE, AUDIENCE));
    const isHeader = from.startsWith("x-");
    const url = isHeader ? URL_ : `${URL_}?${from}=${token}`;
    const headers: Record<string, string> = isHeader ? { [from]: token } : {};
    expect((await gateway.send(new GoogleCaller("anonymous"), { method: "POST", url, headers })).status).toBe(200);
  });

  test("nothing at a host that is not the gateway's, and for callers of other clouds", async () => {
    const url = "https://other.ew.gateway.dev/get/api/x";
    await expect(send(undefined, { url })).rejects.toThrow(NetworkError);
    const gateway = gatewayOf(proxyAt(backend));
    const asked = gateway.send({ name: "arn" }, { method: "POST", url: URL_, headers: {} });
    await expect(asked).rejects.toThrow(UnknownElementError);
  });

  test("everybody at an operation without security", async () => {
    const change: Change = ({ document }) => {
      (document.paths["/get/api/{path=**}"] as ReturnType<typeof operation>).post.security = [];
    };
    const gateway = gatewayOf(proxyAt(backend), change);
    const answer = await gateway.send(new GoogleCaller("anonymous"), { method: "POST", url: URL_, headers: {} });
    expect(answer.status).toBe(200);
  });

  test("is not guessed for an API key, keys elsewhere, or a gateway without an account of its own", async () => {
    await expect(send(definition({ type: "apiKey" }))).rejects.toThrow(UnknownElementError);
    await expect(send(definition({ "x-google-jwks_uri": "https://example.com" }))).rejects.toThrow("only Google's own");
    const change: Change = ({ objects }) => (objects.google_api_gateway_api_config.gateway_config = []);
    await expect(send(change)).rejects.toThrow("without a service account of its own");
  });

  test("is not guessed for extensions that change who gets in", async () => {
    await expect(send(({ document }) => Object.assign(document, { "x-google-allow": "all" }))).rejects.toThrow(
      "the document: x-google-allow is not simulated",
    );
    await expect(send(definition({ "x-google-jwt-locations": [{ header: "X-Token" }] }))).rejects.toThrow(
      "securityDefinitions.snowflake: x-google-jwt-locations is not simulated",
    );
  });
});

describe("Cloud Run behind it answers", () => {
  const service =
    (values: object): Change =>
    ({ objects }) =>
      Object.assign(objects.google_cloud_run_v2_service, values);
  const cases: [string, Change, number, string][] = [
    [
      "403 to a gateway that may not invoke it",
      ({ objects }) => (objects.google_cloud_run_v2_service_iam_member.role = "roles/run.viewer"),
      403,
      `run.routes.invoke is not granted to serviceAccount:${GATEWAY}`,
    ],
    [
      "401 to a token for another audience",
      backendWith({ jwt_audience: "https://other.run.app" }),
      401,
      "not one of Google's",
    ],
    [
      "401 to Snowflake's own token, which a backend without authentication hands on",
      backendWith({ jwt_audience: undefined, disable_auth: true }),
      401,
      "not one of Google's",
    ],
    [
      "404 where its ingress is internal",
      service({ ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" }),
      404,
      "API Gateway is no part of the ingress",
    ],
    [
      "404 at an address of no service",
      backendWith({ address: "https://x-1.europe-west1.run.app" }),
      404,
      "no Cloud Run service",
    ],
    [
      "429 while no instance runs",
      ({ proxy }) => (proxy.ports = [{ container_port: 9090 }]),
      429,
      "no available instance",
    ],
  ];
  test.each(cases)("%s", async (_what, change, status, note) => {
    const answer = await send(change);
    expect([answer.status, answer.notes.join()]).toEqual([status, expect.stringContaining(note)]);
  });

  test.each([
    [
      "a role of the project",
      { type: "google_project_iam_member", values: { project: "mlops-rehearsal", role: "roles/run.invoker" } },
    ],
    [
      "the same for services alone",
      { type: "google_project_iam_member", values: { project: "mlops-rehearsal", role: "roles/run.servicesInvoker" } },
    ],
    [
      "everybody's role",
      { type: "google_cloud_run_v2_service_iam_member", values: { role: "roles/run.invoker", member: "allUsers" } },
    ],
  ])("what MLflow answers, by %s", async (_what, { type, values }) => {
    const answer = await send(({ objects, more }) => {
      const own = objects.google_cloud_run_v2_service_iam_member;
      more.push({ type, values: { ...own, id: "more", ...values } });
      own.role = "roles/run.viewer";
    });
    expect(answer.status).toBe(200);
  });

  test("504 after its own timeout", async () => {
    backend.replies = [{ delayMilliseconds: 500 }];
    expect((await send(({ template }) => (template.timeout = "0.1s"))).status).toBe(504);
  });
});

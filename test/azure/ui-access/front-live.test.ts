import { FRONT_PORT, frontProxy } from "../../../src/azure/ui-access/front-proxy";
import { LiveProxy } from "../../support/live-proxy";

const HOST = "mlops-dev-ui-server.internal.example.westeurope.azurecontainerapps.io";
let front: LiveProxy;

beforeAll(async () => {
  const { environment } = frontProxy("caddy", HOST);
  front = await LiveProxy.run(({ listenPort, upstreamPort }) =>
    // The servers are beside the front here, and without TLS.
    String(environment.MLOPS_PROXY_CONFIG)
      .replace(`:${FRONT_PORT}`, `:${listenPort}`)
      .replace(`${HOST}:443`, `127.0.0.1:${upstreamPort}`)
      .replace(',"tls":{}', ""),
  );
}, 300_000);

afterAll(() => front.stop());

beforeEach(() => front.reset());

test("a request arrives with its method, address and body, at the name of the UI's servers", async () => {
  const body = '{"query":"{{x}} ${y}"}';
  const one = await front.only("POST /graphql?x=a%2Fb", ["Content-Type: application/json"], body);
  expect(one).toMatchObject({ method: "POST", url: "/graphql?x=a%2Fb", body });
  expect(one.headers[one.headers.indexOf("Host") + 1]).toBe(HOST);
});

test("cookies and what is known about the user do not arrive, and the Origin does", async () => {
  const { headers } = await front.only("GET /ajax-api/2.0/mlflow/runs/get", [
    "Cookie: AppServiceAuthSession=secret",
    "Authorization: Bearer token",
    "X-MS-CLIENT-PRINCIPAL: e30=",
    "X-MS-TOKEN-AAD-ID-TOKEN: token",
    "X-Forwarded-For: 1.2.3.4",
    "Origin: https://mlops-dev-ui.example",
  ]);
  const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  expect(names.sort()).toEqual(["host", "origin", "via"]);
});

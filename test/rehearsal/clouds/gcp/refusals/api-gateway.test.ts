import type { Account } from "../../../../../src/rehearsal/simulator/account";
import type { Values } from "../../../../../src/rehearsal/simulator/rule";
import { GATEWAY, PROJECT, REGION, SERVERS, accountOf, applied, encode, openApi, operation } from "../platform";
import { GoogleProvider } from "../provider";

const API = "google_api_gateway_api";
const CONFIG = "google_api_gateway_api_config";
const ENTRY = "google_api_gateway_gateway";

function provider(change: (account: Account) => void = () => undefined): GoogleProvider {
  const account = accountOf(applied(({ objects }) => (objects.google_service_account.email = GATEWAY)));
  account.memory<string[]>("gcp:agents", () => ["apigateway.googleapis.com"]);
  change(account);
  return new GoogleProvider([API, CONFIG, ENTRY], {}, account, "google-beta").enabled();
}

const config = (document: unknown, more: Values = {}): Values => ({
  ...{ api: "mlops-1a2b", api_config_id_prefix: "mlops-" },
  gateway_config: [{ backend_config: [{ google_service_account: GATEWAY }] }],
  openapi_documents: [{ document: [{ path: "openapi.json", contents: encode(document) }] }],
  ...more,
});

type Document = ReturnType<typeof openApi>;
const documentWith = (change: (document: Document, get: ReturnType<typeof operation>["post"]) => void): Document => {
  const document = openApi();
  change(document, (document.paths["/get/api/{path=**}"] as ReturnType<typeof operation>).post);
  return document;
};

test("a configuration of the platform is taken, and gets an ID with its prefix", () => {
  const google = provider();
  google.make(CONFIG, config(openApi()));
  const made = google.account.list(CONFIG).at(-1);
  expect(made?.id).toMatch(new RegExp(`^projects/${PROJECT}/locations/global/apis/mlops-1a2b/configs/mlops-\\w{26}$`));
});

describe("a document cannot be converted to a service config with", () => {
  const cases: [string, Document, string][] = [
    [
      "a path parameter that is not declared",
      documentWith((_, get) => (get.parameters = [])),
      "the path parameter 'path' of /get/api/{path=**} is not declared",
    ],
    [
      "a path parameter that is not required",
      documentWith((_, get) => (get.parameters = [{ name: "path", in: "path", required: false, type: "string" }])),
      "must have required: true and a type",
    ],
    [
      "an operationId twice",
      documentWith((_, get) => (get.operationId = "post")),
      "operationId 'post' is used more than once",
    ],
    [
      "an operation without an ID",
      documentWith((_, get) => Object.assign(get, { operationId: undefined })),
      "operationId is missing",
    ],
    ["no responses", documentWith((_, get) => Object.assign(get, { responses: {} })), "responses is missing"],
    [
      "a definition that is not there",
      documentWith((document) => Object.assign(document, { securityDefinitions: {} })),
      "security refers to 'snowflake'",
    ],
    [
      "no backend",
      documentWith((_, get) => Object.assign(get, { "x-google-backend": undefined })),
      "x-google-backend must be an object",
    ],
    [
      "a backend that is no URL",
      documentWith((_, get) => (get["x-google-backend"].address = "x.run.app")),
      "address must be a URL",
    ],
    ["an unknown protocol", documentWith((_, get) => (get["x-google-backend"].protocol = "h3")), "protocol is unknown"],
    [
      "an unknown translation",
      documentWith((_, get) => (get["x-google-backend"].path_translation = "X")),
      "path_translation is unknown",
    ],
    ["no time at all", documentWith((_, get) => (get["x-google-backend"].deadline = 0)), "deadline must be above 0"],
    [
      "a token for a backend without any",
      documentWith((_, get) => (get["x-google-backend"].disable_auth = true)),
      "jwt_audience excludes disable_auth",
    ],
    ["a version that is not 2.0", documentWith((document) => (document.swagger = "3.0")), "swagger: '2.0'"],
    [
      "no version of its own",
      documentWith((document) => Object.assign(document.info, { version: undefined })),
      "info.version must be a text",
    ],
    [
      "a wildcard in the middle",
      documentWith((document) => (document.paths["/{path=**}/x"] = operation("x") as unknown as Values)),
      "** must be the last segment",
    ],
  ];
  test.each(cases)("%s", (_what, document, message) => {
    const said = provider().create(CONFIG, config(document)).join();
    expect(said).toContain("Cannot convert to service config");
    expect(said).toContain(message);
  });
});

describe("API Gateway refuses", () => {
  const cases: [string, string, Values, string][] = [
    [
      "an API by its ID's full name: the path is doubled",
      CONFIG,
      config(openApi(), { api: `projects/${PROJECT}/locations/global/apis/mlops-1a2b` }),
      `404 for projects/${PROJECT}/locations/global/apis/projects/${PROJECT}/locations/global/apis/mlops-1a2b/configs`,
    ],
    ["an API that is not there", CONFIG, config(openApi(), { api: "other" }), "api must be the api_id of an API"],
    [
      "an account that does not exist",
      CONFIG,
      config(openApi(), { gateway_config: [{ backend_config: [{ google_service_account: SERVERS }] }] }),
      `Service account ${SERVERS} does not exist`,
    ],
    [
      "a region without API Gateway",
      ENTRY,
      { gateway_id: "g", region: "europe-west4", api_config: "mlops-1" },
      "Location europe-west4 is not found",
    ],
    [
      "a configuration that is not there",
      ENTRY,
      { gateway_id: "g", region: REGION, api_config: "mlops-2" },
      "Resource 'mlops-2' was not found",
    ],
    ["an API's ID with capitals", API, { api_id: "Mlops" }, "Invalid resource name Mlops"],
    ["an API's ID twice", API, { api_id: "mlops-1a2b" }, "already exists"],
  ];
  test.each(cases)("%s", (_what, type, values, message) => {
    expect(provider().create(type, values).join()).toContain(message);
  });

  test("a configuration before its agent exists", () => {
    const google = provider((account) => account.memory<string[]>("gcp:agents", () => []).pop());
    expect(google.create(CONFIG, config(openApi())).join()).toContain("the agent of API Gateway has to be made before");
  });

  test("to delete an API with configurations, or a configuration that a gateway runs", () => {
    const google = provider();
    const [api, held] = [API, CONFIG].map((type) => google.account.list(type)[0]?.id ?? "");
    expect(google.remove(API, api ?? "").join()).toContain("has nested resources");
    Object.assign(google.account.get(CONFIG, held ?? "") ?? {}, {
      name: String(held).replace(PROJECT, "123456789012"),
    });
    expect(google.remove(CONFIG, held ?? "").join()).toContain("is in use by google_api_gateway_gateway");
  });

  test("the ID of an API that was deleted: its managed service stays reserved", () => {
    const google = provider();
    google.make(API, { api_id: "other" });
    expect(google.remove(API, `projects/${PROJECT}/locations/global/apis/other`)).toEqual([]);
    expect(google.create(API, { api_id: "other" }).join()).toContain("is reserved for 30 days");
  });
});

test("a gateway has an address of its region", () => {
  const google = provider();
  google.make(ENTRY, { gateway_id: "second", region: REGION, api_config: "mlops-1" });
  expect(google.account.list(ENTRY).at(-1)?.values.default_hostname).toMatch(/^second-[a-z0-9]{8}\.ew\.gateway\.dev$/);
});

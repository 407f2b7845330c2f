import type { Values } from "../../../src/rehearsal/simulator/rule";
import { ALL, set, without, WORD, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const API = "google_api_gateway_api";
const CONFIG = "google_api_gateway_api_config";
const GATEWAY = "google_api_gateway_gateway";

export const listOf = (from: Record<string, unknown>, name: string) => from[name] as Values[];
export const only = (from: Record<string, unknown>, name: string): Values => listOf(from, name)[0] ?? {};

/** Changes the document of the API. */
export const document =
  (...changes: readonly (readonly [from: string | RegExp, to: string])[]) =>
  (copy: Copy) =>
    copy.edit(CONFIG, ALL, (config) => {
      const held = only(only(config, "openapi_documents"), "document");
      let text = Buffer.from(String(held.contents), "base64").toString();
      for (const [from, to] of changes) {
        if (text.replace(from, to) === text) throw new Error(`the document holds no ${String(from)}`);
        text = text.replace(from, to);
      }
      held.contents = Buffer.from(text).toString("base64");
    });

/** The kinds of resource of API Gateway. */
export const GCP_GATEWAY: readonly Mutation[] = [
  { type: API, what: "taken away", change: without(API), red: /call: .*was not applied/ },
  { type: CONFIG, what: "taken away", change: without(CONFIG), red: /call: .*was not applied/ },
  {
    type: CONFIG,
    what: "asks for no token",
    change: document([/"security":\[\{"snowflake":\[\]\}\],/g, ""]),
    red: /strangers: POST \/get\/api\/.*: an anonymous caller gets in/,
  },
  {
    type: CONFIG,
    what: "one path asks for no token",
    change: document([/("deleteApi",.*?)"security":\[\{"snowflake":\[\]\}\],/, "$1"]),
    red: /strangers: POST \/delete\/api\/.*: an anonymous caller gets in/,
  },
  {
    type: CONFIG,
    what: "another service account than Snowflake's",
    change: document([/"x-google-issuer":"[^"]*"/, '"x-google-issuer":"somebody@team.iam.gserviceaccount.com"']),
    red: /call: .*401/,
  },
  {
    type: CONFIG,
    what: "keys of another service account",
    change: document([/x509\/[^"]*"/, 'x509/somebody@team.iam.gserviceaccount.com"']),
    red: /call: .*401/,
  },
  {
    type: CONFIG,
    what: "takes tokens that Google makes for users",
    change: document(
      [/"x-google-issuer":"[^"]*"/, '"x-google-issuer":"https://accounts.google.com"'],
      [/"x-google-jwks_uri":"[^"]*"/, '"x-google-jwks_uri":"https://www.googleapis.com/oauth2/v3/certs"'],
    ),
    red: /intruders: an administrator of the project got 200/,
  },
  {
    type: CONFIG,
    what: "takes tokens for another API",
    change: document([
      /"x-google-audiences":"/,
      '"x-google-audiences":"other-1a2b3c4d5e6f7.apigateway.another-project.cloud.goog,',
    ]),
    red: /intruders: Snowflake's service account with a token for another API got 200/,
  },
  {
    type: CONFIG,
    what: "takes no token for this API",
    change: document([/"x-google-audiences":"[^"]*",/, ""]),
    red: /call: .*403/,
  },
  {
    type: CONFIG,
    what: "forwards to another host",
    change: document([/"address":"[^"]*"/g, '"address":"https://elsewhere-123456789012.europe-west1.run.app"']),
    red: /call: .*404/,
  },
  {
    type: CONFIG,
    what: "forwards without the path",
    change: document([/APPEND_PATH_TO_ADDRESS/g, "CONSTANT_ADDRESS"]),
    red: /call: .*40\d/,
  },
  {
    type: CONFIG,
    what: "tokens for another service",
    change: document([/"jwt_audience":"[^"]*"/g, '"jwt_audience":"https://elsewhere.example.com"']),
    red: /call: .*401/,
  },
  {
    type: CONFIG,
    what: "GET instead of POST",
    change: document([/"post":/g, '"get":']),
    red: /call: .*405/,
  },
  {
    type: CONFIG,
    what: "no service account",
    change: set(CONFIG, ALL, { gateway_config: [] }),
    red: /call: .*without a service account of its own is not simulated/,
  },
  {
    type: GATEWAY,
    what: "another address",
    change: set(GATEWAY, ALL, { default_hostname: "other-a1b2c3d4.ew.gateway.dev" }),
    red: /call: .*does not exist/,
  },
  {
    type: GATEWAY,
    what: "another configuration",
    change: set(GATEWAY, ALL, { api_config: WORD }),
    red: /call: .*was not applied/,
  },
];

import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { PROJECT, REGION, rules, stackOf } from "./stack";

const KEY = `projects/${PROJECT}/locations/us-central1/keyRings/mlops/cryptoKeys/models`;
const ENABLED: Blocks = {
  google_project_service: Object.fromEntries(
    ["aiplatform"].map((name) => [name, { service: `${name}.googleapis.com`, disable_on_destroy: false }]),
  ),
};
const endpoint = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ name, display_name: "iris", location: REGION, dedicated_endpoint_enabled: true },
  depends_on: ["google_project_service.aiplatform", "google_project_service.cloudkms"],
  ...more,
});
const member = (more: JsonObject): JsonObject => ({
  ...{ endpoint: "${google_vertex_ai_endpoint.right.name}", location: REGION, role: "roles/aiplatform.user" },
  ...{ member: "${google_service_account.iris.member}", provider: "google-beta", ...more },
});

/** Each resource but those named `right` and `iris` has one mistake. */
const config = stackOf(ENABLED, {
  google_service_account: { iris: { account_id: "mlops-iris" } },
  google_project_iam_custom_role: {
    right: { role_id: "mlops_predict", title: "predict", permissions: ["aiplatform.endpoints.predict"] },
    twin: {
      ...{ role_id: "mlops_predict", title: "predict", permissions: ["aiplatform.endpoints.predict"] },
      depends_on: ["google_project_iam_custom_role.right"],
    },
  },
  google_vertex_ai_endpoint: {
    right: endpoint("123456789"),
    text: endpoint("iris"),
    zero: endpoint("0123"),
    long: endpoint("12345678901"),
    twin: endpoint("123456789", { depends_on: ["google_vertex_ai_endpoint.right"] }),
    split: endpoint("111111111", { traffic_split: '{"1":100}' }),
    unlogged: endpoint("222222222", {
      predict_request_response_logging_config: [
        {
          ...{ enabled: true, sampling_rate: 1 },
          bigquery_destination: [{ output_uri: `bq://${PROJECT}.missing.requests` }],
        },
      ],
    }),
    encrypted: endpoint("333333333", { encryption_spec: [{ kms_key_name: KEY }] }),
  },
  // BigQuery is not among the services of the stack.
  google_bigquery_dataset: { early: { dataset_id: "early", location: REGION } },
  google_vertex_ai_endpoint_iam_member: {
    right: member({ role: "${google_project_iam_custom_role.right.name}" }),
    role: member({ role: "roles/aiplatform.endpointUser" }),
    own: member({ role: `projects/${PROJECT}/roles/missing` }),
    gone: member({ member: `serviceAccount:gone@${PROJECT}.iam.gserviceaccount.com` }),
    nowhere: member({ endpoint: "999999999" }),
  },
});

const ENDPOINT = "google_vertex_ai_endpoint";
const MEMBER = "google_vertex_ai_endpoint_iam_member";
const CASES: readonly (readonly [what: string, address: string, message: string])[] = [
  ["a text as name", `${ENDPOINT}.text`, "Invalid endpoint ID iris: it must be a number of at most 10 digits"],
  ["a leading zero", `${ENDPOINT}.zero`, "Invalid endpoint ID 0123"],
  ["eleven digits", `${ENDPOINT}.long`, "Invalid endpoint ID 12345678901"],
  ["a number that is taken", `${ENDPOINT}.twin`, "Endpoint 123456789 already exists"],
  ["traffic before a model is deployed", `${ENDPOINT}.split`, "traffic_split names models that are not deployed"],
  ["a dataset that does not exist", `${ENDPOINT}.unlogged`, "the dataset missing of bq://"],
  ["a key of another region", `${ENDPOINT}.encrypted`, "is in us-central1, and must be in europe-west1"],
  ["an API that is not enabled", "google_bigquery_dataset.early", "SERVICE_DISABLED"],
  ["a role that does not exist", `${MEMBER}.role`, "Role roles/aiplatform.endpointUser is not supported"],
  ["a role of the project that does not exist", `${MEMBER}.own`, "must be that of a role that exists"],
  ["an account that does not exist", `${MEMBER}.gone`, "does not exist"],
  ["an endpoint that does not exist", `${MEMBER}.nowhere`, "The specified resource does not exist"],
  ["a role that is there already", "google_project_iam_custom_role.twin", "already exists and must be imported"],
];

let result: TrapResult;
beforeAll(async () => {
  result = await runTrap({ config, rules });
}, 120_000);

describe("a deploy is refused for", () => {
  test.each(CASES)("%s", (_what, address, message) => {
    expect(result.errorsAt[address]?.join("; ")).toContain(message);
  });

  test("nothing else", () => {
    expect(Object.keys(result.errorsAt).sort()).toEqual(CASES.map(([, address]) => address).sort());
  });
});

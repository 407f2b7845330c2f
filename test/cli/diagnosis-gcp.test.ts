import { symptomsOf } from "../../src/cli/check/clouds";
import { diagnoseFunction, diagnoseStage } from "../../src/cli/check/diagnosis";

const gcp = symptomsOf("https://mlops-gcp-dev-4abcde12.ew.gateway.dev/");
const answered = (status: number, body: string) =>
  diagnoseFunction(
    gcp,
    `Request failed for external function MLFLOW_RUNS_CREATE with remote service error: ${status} '${body}'`,
    true,
  );

const jwt = (message: string) => JSON.stringify({ code: 401, message });

test.each<[string, number, string, string, string]>([
  ["another issuer", 401, jwt("Jwt issuer is not configured"), "gateway", "API_GCP_SERVICE_ACCOUNT"],
  ["no token", 401, jwt("Jwt is missing"), "gateway", "API_GCP_SERVICE_ACCOUNT"],
  ["another audience", 403, '{"code":403,"message":"Audiences in Jwt are not allowed"}', "gateway", "GOOGLE_AUDIENCE"],
  [
    "a gateway that may not invoke Cloud Run",
    403,
    "<html><body><h1>Error: Forbidden</h1><h2>Your client does not have permission to get URL /get/api from this server.</h2></body></html>",
    "trust",
    "Cloud Run Invoker on the service",
  ],
  [
    "an operation that is gone",
    404,
    '{"message":"The current request is not defined by this API.","code":404}',
    "gateway",
    "no such operation",
  ],
  ["a service that is gone", 404, "<html><h1>Error: Page not found</h1></html>", "targets", "does not exist"],
  [
    "an MLflow that knows no such run",
    404,
    '{"error_code":"RESOURCE_DOES_NOT_EXIST"}',
    "MLflow",
    "rejects this request",
  ],
  ["a start that takes too long", 504, "upstream request timeout", "targets", "gateway.timeoutSeconds"],
  ["no instance", 503, "Service Unavailable", "targets", "server.minInstances: 1"],
  ["too few instances", 429, "Rate exceeded.", "targets", "server.maxInstances"],
  ["a busy proxy", 429, '{"message":"mlops proxy: busy"}', "gateway", "server.maxRequests"],
  [
    "another Snowflake account",
    403,
    "mlops proxy: only functions of this server's own Snowflake account",
    "account",
    "another Snowflake account",
  ],
  [
    "a database that is gone",
    500,
    "(psycopg2.OperationalError) connection failed",
    "database",
    "MLflow cannot use its database",
  ],
])("%s is diagnosed", (_what, status, body, component, advice) => {
  expect(answered(status, body)).toMatchObject({
    component,
    advice: expect.stringContaining(advice) as string,
  });
});

test.each([
  "Location 'https://x.ew.gateway.dev/' is not allowed by integration 'MLOPS_GCP_DEV_API'",
  "integration 'MLOPS_GCP_DEV_API' is not enabled",
])("%s is the statement that enables the integration", (message) => {
  expect(diagnoseFunction(gcp, message, true)).toMatchObject({
    component: "integration",
    advice: expect.stringContaining("the statement that enables it has not run") as string,
  });
});

test("calls that are repeated until the end have no response", () => {
  expect(diagnoseFunction(gcp, "Statement reached its statement or warehouse timeout", true)).toMatchObject({
    component: "targets",
    advice: gcp.noResponse,
  });
});

test.each([
  "Failure using stage area. Cause: [x@gcpuscentral1-1dfa.iam.gserviceaccount.com does not have storage.objects.list access to the Google Cloud Storage bucket.]",
  "Failure using stage area. Cause: [The specified bucket does not exist.]",
])("%s is the stage", (message) => {
  expect(diagnoseStage(gcp, message)).toMatchObject({
    component: "stage",
    advice: expect.stringContaining("STORAGE_GCP_SERVICE_ACCOUNT") as string,
  });
});

test("the gateway of another cloud is diagnosed as that cloud's", () => {
  expect(symptomsOf("https://gateway.dev.example.com/")).not.toBe(gcp);
  expect(symptomsOf("https://mlops.azure-api.net/")).not.toBe(gcp);
});

import { isDay, isExpired, pipelineEnvironment } from "../../../src/inspect/pipelines";
import { SynthesizedStack } from "../../../src/inspect/stack";
import { exampleEnvironment } from "../../support/pipelines";

const stack = (name: string, resource: object, more: object = {}) =>
  pipelineEnvironment(new SynthesizedStack({ "//": { metadata: { stackName: name } }, resource, ...more }));

test("cloud, region, state, prod and the last day are those of the environment's file", () => {
  expect(exampleEnvironment("aws-dev")).toEqual({
    name: "aws-dev",
    cloud: "aws",
    region: "eu-central-1",
    backend: "s3",
    isProd: false,
    ttl: undefined,
  });
  expect(exampleEnvironment("aws-trial")).toMatchObject({ region: undefined, isProd: false, ttl: "2027-03-31" });
  expect(exampleEnvironment("azure-prod")).toMatchObject({ cloud: "azure", backend: "azurerm", isProd: true });
  expect(exampleEnvironment("gcp-dev")).toMatchObject({ cloud: "gcp", backend: "gcs", isProd: false });
});

test("a label of Google Cloud is a tag", () => {
  const labels = stack("g", { google_storage_bucket: { b: { labels: { ttl: "2027-01-31" } } } });
  const userLabels = stack("g", { google_sql_database_instance: { d: { user_labels: { ttl: "2027-02-28" } } } });
  expect([labels.ttl, userLabels.ttl]).toEqual(["2027-01-31", "2027-02-28"]);
});

test.each([
  ["a protected resource", "a", { aws_s3_bucket: { b: { lifecycle: { prevent_destroy: true } } } }],
  ["its tag", "a", { aws_s3_bucket: { b: { tags: { environment: "Production" } } } }],
  ["its name", "a-prod", { aws_s3_bucket: { b: {} } }],
])("an environment is prod by %s", (_what, name, resource) => {
  expect(stack(name, resource).isProd).toBe(true);
  expect(stack("product", { aws_s3_bucket: { b: { lifecycle: { prevent_destroy: false } } } }).isProd).toBe(false);
});

test("a local state is no backend that a pipeline can use", () => {
  const backend = (type: string) => ({ terraform: { backend: { [type]: {} } } });
  expect(stack("a", {}, backend("local")).backend).toBeUndefined();
  expect(stack("a", {}, backend("http")).backend).toBe("http");
});

test("a region that only a deploy knows is none", () => {
  expect(stack("a", {}, { provider: { aws: [{ region: "${var.region}" }] } }).region).toBeUndefined();
});

test("the last day belongs to the life of an environment, in UTC", () => {
  expect(isExpired("2027-03-31", new Date("2027-03-31T23:59:59Z"))).toBe(false);
  expect(isExpired("2027-03-31", new Date("2027-04-01T00:00:00Z"))).toBe(true);
});

test("a day of the calendar is the only value of the tag", () => {
  expect(["2027-02-28", "2028-02-29"].map(isDay)).toEqual([true, true]);
  expect(["2027-02-29", "2027-04-31", "72h", "2027-3-1", "", undefined].map(isDay)).not.toContain(true);
});

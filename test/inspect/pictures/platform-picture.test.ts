import { platformPicture } from "../../../src/inspect/pictures";
import { componentsOf } from "../../../src/inspect/pictures/components";
import { nodesOf, withoutShortcuts, type Picture } from "../../../src/inspect/pictures/picture";
import { SynthesizedStack, type StackJson } from "../../../src/inspect/stack";
import {
  awsDevJson,
  awsDevStack,
  awsProdStack,
  azureDevStack,
  azureProdStack,
  gcpDevStack,
  gcpProdStack,
  stackOf,
} from "../stack";

// The first test of the file synthesizes whole environments.
jest.setTimeout(120_000);

const markedPairs = (picture: Picture) => {
  const titles = new Map(
    nodesOf(picture.clusters).map((node) => [node.id, node.title.replace(/^\d+ /, "").replace(/s$/, "")]),
  );
  const pairs = picture.edges
    .filter((edge) => edge.isMarked)
    .map(({ from, to }) => `${titles.get(from)} > ${titles.get(to)}`);
  return [...new Set(pairs)];
};

test.each([
  ["aws-dev", awsDevStack],
  ["aws-prod", awsProdStack],
  ["azure-dev", azureDevStack],
  ["azure-prod", azureProdStack],
  ["gcp-dev", gcpDevStack],
  ["gcp-prod", gcpProdStack],
])("every resource of %s is drawn or listed, once", (_name, stack) => {
  const counted = componentsOf(stack()).flatMap((component) => [
    ...component.groups.flatMap((group) => [...group.blocks, ...group.completing]),
    ...[...component.minors.values()].flat(),
  ]);
  expect(counted.map((block) => block.address).sort()).toEqual(
    stack()
      .resources.map((block) => block.address)
      .sort(),
  );
});

test.each([
  ["aws-dev", awsDevStack],
  ["aws-prod", awsProdStack],
  ["azure-dev", azureDevStack],
  ["azure-prod", azureProdStack],
  ["gcp-dev", gcpDevStack],
  ["gcp-prod", gcpProdStack],
])("%s with its hundreds of resources is a picture of few nodes and few arrows", (_name, stack) => {
  const picture = platformPicture(stack());
  expect(nodesOf(picture.clusters).length).toBeLessThan(40);
  expect(picture.edges.length).toBeLessThan(60);
});

test("the components of the platform are the frames, under their cloud", () => {
  const [snowflake, aws] = platformPicture(awsDevStack()).clusters;
  expect(snowflake?.title).toBe("Snowflake");
  expect(snowflake?.clusters.map((each) => each.title)).toEqual(
    expect.arrayContaining(["Functions", "KedroFunctions", "Workspace"]),
  );
  expect(aws?.title).toBe("AWS");
  expect(aws?.clusters.map((each) => each.title)).toEqual(
    expect.arrayContaining(["BackendStore", "Gateway", "TrackingServer"]),
  );
});

test.each([
  ["aws-dev", awsDevStack],
  ["aws-prod", awsProdStack],
])("the path of a SQL call of %s is marked from the function to database and bucket", (_name, stack) => {
  expect(markedPairs(platformPicture(stack()))).toEqual([
    "SELECT MLFLOW_...(...) > external function",
    "external function > API integration",
    "API integration > REST API",
    "REST API > VPC link",
    "VPC link > load balancer",
    "load balancer > MLflow service",
    "MLflow service > bucket",
    "MLflow service > database",
  ]);
});

test.each([
  ["azure-dev", azureDevStack],
  ["azure-prod", azureProdStack],
])("the path of a SQL call of %s is marked from the function to database and storage account", (_name, stack) => {
  expect(markedPairs(platformPicture(stack())).sort()).toEqual(
    [
      "SELECT MLFLOW_...(...) > external function",
      "external function > API integration",
      "API integration > API Management",
      "API Management > MLflow container app",
      "MLflow container app > flexible server",
      "MLflow container app > storage account",
    ].sort(),
  );
});

test.each([
  ["gcp-dev", gcpDevStack],
  ["gcp-prod", gcpProdStack],
])("the path of a SQL call of %s is marked from the function to database and bucket", (_name, stack) => {
  expect(markedPairs(platformPicture(stack())).sort()).toEqual(
    [
      "SELECT MLFLOW_...(...) > external function",
      "external function > API integration",
      "API integration > API Gateway",
      "API Gateway > MLflow service",
      "MLflow service > Cloud SQL",
      "MLflow service > bucket",
    ].sort(),
  );
});

test("a bucket that only logs go to is not on the path of a SQL call", () => {
  const buckets = nodesOf(platformPicture(awsProdStack()).clusters).filter((node) => node.title === "bucket");
  expect(buckets.map((node) => [node.details[0], node.isMarked])).toEqual([
    ["AccessLogs", false],
    ["ArtifactStore", true],
  ]);
});

test("a hop that the stack does not connect is not marked", () => {
  const json = JSON.parse(JSON.stringify(awsDevJson())) as StackJson & { resource: Record<string, unknown> };
  delete json.resource.aws_api_gateway_integration;
  const marked = markedPairs(platformPicture(new SynthesizedStack(json)));
  expect(marked).not.toContain("REST API > VPC link");
  expect(marked).not.toContain("VPC link > load balancer");
});

test("a type that no table knows is drawn under its own name", () => {
  const picture = platformPicture(stackOf({ "aws_sfn_state_machine.a": { at: "Flow/Machine" } }));
  expect(nodesOf(picture.clusters).map((node) => node.title)).toEqual(["sfn state machine"]);
});

test("constructs of a stack without a platform are its components", () => {
  const picture = platformPicture(
    stackOf({
      "snowflake_database.a": { at: "Workspace/Database" },
      "snowflake_warehouse.b": { at: "Workspace/Warehouse" },
      "snowflake_external_function.c": { at: "Functions/Create/Resource", database: "${snowflake_database.a.name}" },
      "snowflake_function_javascript.d": { at: "Functions/CreateRequest/Resource" },
    }),
  );
  expect(picture.clusters[0]?.clusters.map((each) => each.title)).toEqual(["Functions", "Workspace"]);
  expect(picture.edges).toEqual([{ from: "snowflake/Functions", to: "snowflake/Workspace", isMarked: false }]);
});

test("components of several platforms in one stack carry their platform's name", () => {
  const titles = (...platforms: string[]) => {
    const blocks = platforms.flatMap((name) => [
      [`aws_vpc.${name}1`, { at: `${name}/Network/Resource` }],
      [`aws_ecs_service.${name}2`, { at: `${name}/Server/Service` }],
      [`aws_cloudwatch_log_group.${name}3`, { at: `${name}/Server/Logs/Resource` }],
    ]);
    const { clusters } = platformPicture(stackOf(Object.fromEntries(blocks) as Parameters<typeof stackOf>[0]));
    return clusters[0]?.clusters.map((each) => each.title);
  };
  expect(titles("Churn")).toEqual(["Server"]);
  expect(titles("Churn", "Pricing")).toEqual(["Churn/Server", "Pricing/Server"]);
});

test("an arrow that a chain of others says already is left out, a marked one stays", () => {
  const edge = (from: string, to: string, isMarked = false) => ({ from, to, isMarked });
  expect(withoutShortcuts([edge("a", "b"), edge("b", "c"), edge("a", "c")])).toEqual([edge("a", "b"), edge("b", "c")]);
  expect(withoutShortcuts([edge("a", "b"), edge("b", "c"), edge("a", "c", true)])).toHaveLength(3);
});

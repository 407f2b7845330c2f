import { criticalPath, criticalPathPicture } from "../../../src/inspect/pictures";
import { SynthesizedStack, type StackJson } from "../../../src/inspect/stack";
import { awsDevJson, awsDevStack, stackOf } from "../stack";

// The first test of the file synthesizes whole environments.
jest.setTimeout(120_000);

const chain = (stack: SynthesizedStack) => criticalPath(stack).steps.map((step) => step.address);

test("the critical path is the longest chain, not the one of most resources", () => {
  const json = stackOf({
    "aws_db_instance.slow": {},
    "aws_vpc.a": {},
    "aws_subnet.b": { vpc: "${aws_vpc.a.id}" },
    "aws_route.c": { subnet: "${aws_subnet.b.id}" },
    "aws_ecs_service.server": {
      wait_for_steady_state: true,
      depends_on: ["aws_route.c", "aws_db_instance.slow"],
    },
  });
  expect(chain(json)).toEqual(["aws_db_instance.slow", "aws_ecs_service.server"]);
  expect(criticalPath(json).steps.map((step) => step.starts)).toEqual([0, 480]);
  expect(criticalPath(json).seconds).toBe(660);
});

test("a dependency that the server does not need shows in the critical path, not in the unavoidable part", () => {
  const json = stackOf({
    "aws_lb.a": {},
    "aws_db_instance.b": { depends_on: ["aws_lb.a"] },
    "aws_ecs_service.c": { wait_for_steady_state: true, depends_on: ["aws_db_instance.b"] },
  });
  expect(criticalPath(json).seconds).toBe(820);
  expect(criticalPath(json).unavoidable.seconds).toBe(660);
  expect(criticalPath(json).unavoidable.steps.map((step) => step.type)).toEqual(["aws_db_instance", "aws_ecs_service"]);
});

test("a service that is not waited for, a wait and a data source count what they take", () => {
  expect(criticalPath(stackOf({ "aws_ecs_service.a": {} })).seconds).toBe(2);
  expect(criticalPath(stackOf({ "time_sleep.a": { create_duration: "1m30s" } })).seconds).toBe(90);
  expect(criticalPath(stackOf({ "data.aws_region.a": {} })).seconds).toBe(0);
  expect(criticalPath(stackOf({ "data.aws_lb.a": { arn: "${aws_vpc.b.id}" }, "aws_vpc.b": {} })).seconds).toBe(4);
});

test("a stack without database and server has no unavoidable part", () => {
  const { unavoidable } = criticalPath(stackOf({ "aws_vpc.a": {} }));
  expect(unavoidable).toEqual({ seconds: 0, steps: [] });
});

test("an empty stack takes no time", () => {
  expect(criticalPath(stackOf({}))).toMatchObject({ seconds: 0, steps: [] });
});

test("the deploy of aws-dev waits for its database and its server, and for little else", () => {
  const path = criticalPath(awsDevStack());
  expect(path.unavoidable.steps.map((step) => step.type)).toEqual(["aws_db_instance", "aws_ecs_service"]);
  expect(path.seconds / path.unavoidable.seconds).toBeLessThanOrEqual(1.15);
});

test("the functions of the default groups add nothing to it: kedro's five alone take as long", () => {
  const json = awsDevJson();
  const isOfGroups = (block: Record<string, unknown>) => {
    const path = (block["//"] as { metadata: { path: string } }).metadata.path;
    return path.includes("/Functions/") && !path.includes("/Functions/Response/");
  };
  const blocks = Object.entries(json.resource ?? {}).map(([type, byName]) => [
    type,
    Object.fromEntries(Object.entries(byName).filter(([, block]) => !isOfGroups(block))),
  ]);
  const kedroAlone: StackJson = { ...json, resource: Object.fromEntries(blocks) as StackJson["resource"] };
  const functions = (stack: StackJson) => Object.keys(stack.resource?.snowflake_external_function ?? {}).length;
  expect(functions(kedroAlone)).toBe(5);
  expect(functions(json)).toBeGreaterThan(60);
  expect(criticalPath(awsDevStack()).seconds).toBe(criticalPath(new SynthesizedStack(kedroAlone)).seconds);
});

test("the picture shows the critical path as one line of marked arrows, and what else is slow beside it", () => {
  const picture = criticalPathPicture(awsDevStack());
  const steps = criticalPath(awsDevStack()).steps;
  const marked = picture.edges.filter((edge) => edge.isMarked).map(({ from, to }) => [from, to]);
  expect(marked).toHaveLength(steps.length - 1);
  for (const [index, step] of steps.slice(1).entries())
    expect(marked).toContainEqual([steps[index]?.address, step.address]);
  const others = picture.clusters[0]?.nodes.filter((node) => !node.isMarked).map((node) => node.details[0]);
  expect(others).toEqual(expect.arrayContaining(["aws_lb", "aws_apigatewayv2_vpc_link"]));
});

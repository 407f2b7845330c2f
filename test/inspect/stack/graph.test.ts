import { StackGraph, templateParts } from "../../../src/inspect/stack";
import { awsDevStack, stackOf } from "../stack";

// The first test of the file synthesizes whole environments.
jest.setTimeout(120_000);

const dependencies = (values: Record<string, unknown>, more = {}) =>
  StackGraph.of(stackOf({ "aws_vpc.a": {}, "aws_lb.b-1": {}, "aws_lb.user": values }, more)).dependencies(
    "aws_lb.user",
  );

const byAddress = (a: { address: string }, b: { address: string }) => (a.address < b.address ? -1 : 1);

test("a reference anywhere in a value is a dependency", () => {
  expect(dependencies({ name: "x-${aws_vpc.a.id}" })).toEqual(["aws_vpc.a"]);
  expect(dependencies({ block: [{ list: ['{"Resource":"${aws_lb.b-1.arn}/*"}'] }] })).toEqual(["aws_lb.b-1"]);
  expect(dependencies({ name: '${join(",", ["${aws_vpc.a.id}", aws_lb.b-1.id])}' })).toEqual([
    "aws_lb.b-1",
    "aws_vpc.a",
  ]);
});

test("depends_on and replace_triggered_by are dependencies", () => {
  expect(dependencies({ depends_on: ["aws_vpc.a"], lifecycle: { replace_triggered_by: ["aws_lb.b-1.arn"] } })).toEqual([
    "aws_lb.b-1",
    "aws_vpc.a",
  ]);
});

test("what looks like a reference in text or in an escaped template is none", () => {
  expect(dependencies({ comment: "see aws_vpc.a.id", shell: "$${aws_vpc.a.id}" })).toEqual([]);
});

test("a reference by way of a local or of the provider's configuration is a dependency", () => {
  expect(dependencies({ name: "${local.x}" }, { locals: { x: "${local.y}", y: "${aws_vpc.a.id}" } })).toEqual([
    "aws_vpc.a",
  ]);
  const graph = StackGraph.of(
    stackOf({ "random_id.a": {}, "aws_vpc.b": {} }, { provider: { aws: [{ region: "${random_id.a.hex}" }] } }),
  );
  expect(graph.dependencies("aws_vpc.b")).toEqual(["random_id.a"]);
});

test("every block comes after all that it depends on", () => {
  const graph = StackGraph.of(awsDevStack());
  const order = graph.ordered(byAddress).map((block) => block.address);
  expect(order).toHaveLength(graph.stack.blocks.length);
  for (const [place, address] of order.entries())
    for (const needed of graph.dependencies(address)) expect(order.indexOf(needed)).toBeLessThan(place);
});

test("resources that depend on each other are refused by name", () => {
  const graph = StackGraph.of(stackOf({ "aws_vpc.a": { x: "${aws_lb.b.id}" }, "aws_lb.b": { x: "${aws_vpc.a.id}" } }));
  expect(() => graph.ordered(byAddress)).toThrow("These resources depend on each other: aws_vpc.a, aws_lb.b");
});

test("a stack with modules is refused, as its JSON does not hold their resources", () => {
  expect(() => StackGraph.of(stackOf({}, { module: { network: {} } }))).toThrow("not in its JSON: network");
});

test("a template is taken apart at its expressions, which may hold braces and templates", () => {
  expect(templateParts('a${f({b = "${c.d}"})}e$${g}%%{h}')).toEqual([
    { kind: "text", text: "a" },
    { kind: "expression", expression: 'f({b = "${c.d}"})' },
    { kind: "text", text: "e${g}%{h}" },
  ]);
  expect(() => templateParts("${a")).toThrow("does not end");
});

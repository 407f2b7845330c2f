import { SynthesizedStack } from "../../../src/inspect/stack";
import { awsDevJson, awsDevStack } from "../stack";

// The first test of the file synthesizes a whole environment.
jest.setTimeout(120_000);

const comment = (path: string) => ({ metadata: { path, uniqueId: "x" } });
const stack = new SynthesizedStack({
  "//": { metadata: { stackName: "dev", version: "0.21.0" } },
  provider: { aws: [{ region: "eu-central-1" }, { alias: "other" }], random: {} },
  resource: {
    aws_vpc: { Network_1: { cidr_block: "10.0.0.0/16", "//": comment("dev/Network/Resource") }, byHand: {} },
  },
  data: { aws_region: { Region: { "//": comment("dev/Region") } } },
  output: { url: { value: "https://x" } },
  locals: { x: "1" },
  module: { network: { source: "./network" } },
  terraform: { backend: { s3: { bucket: "states" } }, required_providers: {} },
});

test("resources and data sources have their address, type, name and construct path, and their arguments alone", () => {
  expect(stack.resources).toEqual([
    {
      address: "aws_vpc.Network_1",
      mode: "managed",
      type: "aws_vpc",
      name: "Network_1",
      path: ["Network", "Resource"],
      values: { cidr_block: "10.0.0.0/16" },
    },
    { address: "aws_vpc.byHand", mode: "managed", type: "aws_vpc", name: "byHand", path: ["byHand"], values: {} },
  ]);
  expect(stack.dataSources.map(({ address, path }) => [address, path])).toEqual([
    ["data.aws_region.Region", ["Region"]],
  ]);
  expect(stack.block("data.aws_region.Region")).toBe(stack.dataSources[0]);
  expect(stack.block("aws_region.Region")).toBeUndefined();
});

test("a provider has all its configurations, whether they are written as a list or not", () => {
  expect(stack.providers).toEqual({ aws: [{ region: "eu-central-1" }, { alias: "other" }], random: [{}] });
});

test("name, backend, outputs, locals and modules are read", () => {
  expect(stack).toMatchObject({
    name: "dev",
    backend: { type: "s3", settings: { bucket: "states" } },
    outputs: { url: { value: "https://x" } },
    locals: { x: "1" },
    modules: ["network"],
  });
});

test("JSON that holds nothing, or something else than Terraform writes, is an empty stack", () => {
  for (const json of [{}, { resource: [], data: null, provider: "aws", terraform: { backend: [] }, output: 1 }]) {
    const empty = new SynthesizedStack(json);
    expect(empty.blocks).toEqual([]);
    expect(empty.backend).toBeUndefined();
    expect(Object.keys(empty.outputs)).toEqual([]);
  }
});

test("every block of aws-dev is read, with a construct path", () => {
  const { resource = {}, data = {} } = awsDevJson();
  const count = [resource, data].flatMap((kind) => Object.values(kind).flatMap((byName) => Object.keys(byName)));
  expect(awsDevStack().blocks).toHaveLength(count.length);
  expect(count.length).toBeGreaterThan(200);
  expect(awsDevStack().resources.filter(({ path, name }) => path[0] === name)).toEqual([]);
});

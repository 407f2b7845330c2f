import type { StackJson } from "../../../src/inspect/stack";
import { ConstructPaths } from "../../../src/rehearsal/deploy/construct-paths";

const commented = (path: string) => ({ "//": { metadata: { path, uniqueId: "x" } }, cidr_block: "10.0.0.0/16" });

function stack(): StackJson & { "//": unknown } {
  return {
    "//": { metadata: { stackName: "dev" } },
    terraform: {},
    resource: { aws_vpc: { Network_1: commented("dev/Network/Resource"), byHand: { cidr_block: "10.0.0.0/16" } } },
    data: { aws_region: { "Region-1": commented("dev/Region") } },
  };
}

const paths = new ConstructPaths();
const left = stack();
paths.takeOutOf(left);

test("the comments of resources and data sources are taken out, and nothing else", () => {
  const plain = { cidr_block: "10.0.0.0/16" };
  expect(left).toEqual({
    ...stack(),
    resource: { aws_vpc: { Network_1: plain, byHand: plain } },
    data: { aws_region: { "Region-1": plain } },
  });
});

test("the path of the first address in a line stands behind it, as cdktf prints it", () => {
  expect(paths.addTo("aws_vpc.Network_1: Creating...")).toBe("aws_vpc.Network_1 (Network/Resource): Creating...");
  expect(paths.addTo("  with data.aws_region.Region-1, needed by aws_vpc.Network_1")).toBe(
    "  with data.aws_region.Region-1 (Region), needed by aws_vpc.Network_1",
  );
});

test("a line without an address of the stack stays as it is", () => {
  for (const line of ["aws_vpc.byHand: Creating...", "aws_vpc.Network_12 is another", "on cdk.tf.json line 12", ""])
    expect(paths.addTo(line)).toBe(line);
});

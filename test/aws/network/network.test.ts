import { Network, type NetworkProps } from "../../../src/aws";
import { Size } from "../../../src/core";
import { emptyStack } from "../fixture";
import { Synthesized, type Block } from "../synthesized";

function network(props: Partial<NetworkProps> = {}): Synthesized {
  const stack = emptyStack();
  new Network(stack, "Network", { prefix: "mlops-dev", size: Size.DEV, ...props });
  return Synthesized.of(stack);
}

const cidrs = (synthesized: Synthesized): string[] =>
  Object.values(synthesized.all("aws_subnet"))
    .map((subnet) => String(subnet.cidr_block))
    .sort();

test("dev and prod have the same VPC and subnets, so that growing up moves nothing that holds data", () => {
  const [dev, prod] = [network(), network({ size: Size.PROD })];
  for (const type of ["aws_vpc", "aws_subnet", "aws_route_table", "aws_route_table_association", "aws_vpc_endpoint"])
    expect(prod.all(type)).toEqual(dev.all(type));
});

test("dev has no NAT gateway; prod sends private subnets through one", () => {
  expect(network().all("aws_nat_gateway")).toEqual({});
  const prod = network({ size: Size.PROD });
  expect(Object.keys(prod.all("aws_nat_gateway"))).toHaveLength(1);
  expect(Object.keys(prod.all("aws_route")).filter((name) => name.includes("ToNat"))).toHaveLength(2);
});

test("with one NAT gateway a zone each private subnet uses its own zone's", () => {
  const prod = network({ size: Size.PROD, natGateways: 2 });
  for (const zone of ["1", "2"]) {
    const route = prod.one("aws_route", `Private${zone}ToNat`);
    expect(route.nat_gateway_id).toMatch(new RegExp(`_Nat${zone}_`));
    expect(prod.one("aws_nat_gateway", `_Nat${zone}_`).subnet_id).toMatch(new RegExp(`PublicSubnet${zone}_`));
  }
});

test("a NAT gateway outlives no route to the internet", () => {
  const prod = network({ size: Size.PROD });
  expect(prod.one("aws_nat_gateway").depends_on).toEqual([prod.address("aws_route", "PublicToInternet")]);
});

test("subnets of all tiers are disjoint parts of the VPC's block", () => {
  expect(cidrs(network({ cidr: "10.8.0.0/22", zones: 3 }))).toEqual(
    [0, 1, 2].flatMap((tier) => ["0/26", "128/26", "64/26"].map((zone) => `10.8.${tier}.${zone}`)),
  );
});

test("database subnets have no way out of the VPC", () => {
  const dev = network({ size: Size.PROD });
  const table = dev.address("aws_route_table", "DatabaseRoutes");
  const reaching = [...Object.values(dev.all("aws_route")), ...Object.values(dev.all("aws_vpc_endpoint"))];
  expect(JSON.stringify(reaching)).not.toContain(table);
});

test("S3 is reached through a gateway endpoint from server subnets of either kind", () => {
  const endpoint = network().one("aws_vpc_endpoint");
  expect(endpoint.vpc_endpoint_type).toBe("Gateway");
  expect(endpoint.route_table_ids).toHaveLength(3);
});

test("zones come from the region, without those that need an opt-in or have no VPC links", () => {
  const zones = (network().json.data as Record<string, Record<string, Block>>).aws_availability_zones;
  const [block] = Object.values(zones ?? {});
  expect(block?.filter).toEqual([{ name: "opt-in-status", values: ["opt-in-not-required"] }]);
  expect(block?.exclude_zone_ids).toContain("use1-az3");
});

test("a zone that AWS adds to the region moves no subnet", () => {
  for (const subnet of Object.values(network().all("aws_subnet")))
    expect(subnet.lifecycle).toEqual({ ignore_changes: ["availability_zone"] });
});

test("zones that are named are taken in their order, and none is looked up", () => {
  const named = network({ availabilityZones: ["eu-central-1b", "eu-central-1a"] });
  expect(named.json.data).not.toHaveProperty("aws_availability_zones");
  expect(named.one("aws_subnet", "PublicSubnet1").availability_zone).toBe("eu-central-1b");
});

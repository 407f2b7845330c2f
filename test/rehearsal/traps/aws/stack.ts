import { rules as aws } from "../../../../src/rehearsal/clouds/aws";
import type { Blocks, JsonObject, TerraformConfig } from "../trap";

export const rules = [aws];
export const REGION = "eu-central-1";
export const ACCOUNT = "111122223333";

/** The JSON of a policy. */
export function policy(...statements: JsonObject[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A statement that lets a service assume a role. */
export function trusting(service: string): string {
  return policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

/** Two public subnets with a way out, two private ones without, and groups that let everything out. */
export const NETWORK: Blocks = {
  aws_vpc: { vpc: { cidr_block: "10.0.0.0/16", enable_dns_hostnames: true } },
  aws_internet_gateway: { igw: { vpc_id: "${aws_vpc.vpc.id}" } },
  aws_subnet: {
    public_a: subnet("10.0.0.0/24", "a"),
    public_b: subnet("10.0.1.0/24", "b"),
    private_a: subnet("10.0.2.0/24", "a"),
    private_b: subnet("10.0.3.0/24", "b"),
  },
  aws_route_table: { public: { vpc_id: "${aws_vpc.vpc.id}" } },
  aws_route: {
    out: {
      route_table_id: "${aws_route_table.public.id}",
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: "${aws_internet_gateway.igw.id}",
    },
  },
  aws_route_table_association: {
    a: { route_table_id: "${aws_route_table.public.id}", subnet_id: "${aws_subnet.public_a.id}" },
    b: { route_table_id: "${aws_route_table.public.id}", subnet_id: "${aws_subnet.public_b.id}" },
  },
};

export function subnet(cidr: string, zone: string): JsonObject {
  return { vpc_id: "${aws_vpc.vpc.id}", cidr_block: cidr, availability_zone: REGION + zone };
}

export const PUBLIC = ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"];
export const PRIVATE = ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"];

/** A group that lets in and out what the lists say, all in its own resource. */
export function group(name: string, ingress: number[], egress: "all" | "none" = "all"): JsonObject {
  const rule = (from: number, to: number, protocol: string): JsonObject => ({
    from_port: from,
    to_port: to,
    protocol,
    cidr_blocks: ["0.0.0.0/0"],
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    security_groups: [],
    self: false,
    description: "",
  });
  return {
    name,
    vpc_id: "${aws_vpc.vpc.id}",
    ingress: ingress.map((port) => rule(port, port, "tcp")),
    egress: egress === "all" ? [rule(0, 0, "-1")] : [],
  };
}

/** A stack; blocks of one type are joined, later ones win, `null` takes one away. */
export function stackOf(...parts: (Blocks | Record<string, Record<string, JsonObject | null>>)[]): TerraformConfig {
  const resource: Blocks = {};
  for (const part of parts)
    for (const [type, named] of Object.entries(part)) {
      const merged: Record<string, JsonObject | null> = { ...resource[type], ...named };
      resource[type] = Object.fromEntries(
        Object.entries(merged).filter((entry): entry is [string, JsonObject] => entry[1] !== null),
      );
    }
  const types = Object.entries(resource).filter(([, named]) => Object.keys(named).length > 0);
  return {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } },
    provider: { aws: [{ region: REGION }] },
    ...(types.length > 0 ? { resource: Object.fromEntries(types) } : {}),
  };
}

import { Problems, Size } from "../../../src/core";
import { checkSettings } from "../../../src/core/checks";
import { subnetworkRegionRow } from "../../../src/gcp/network/checks";
import { Network, type NetworkProps } from "../../../src/gcp/network/network";
import type { NetworkAttributes } from "../../../src/gcp/network/settings";
import { problemsOf } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { Synthesized } from "../../support/synthesized";
import { NETWORK, SUBNETWORK, component, emptyStack, someServices } from "../fixture";

function make(props: Partial<NetworkProps> = {}) {
  const stack = emptyStack();
  const network = new Network(stack, "Network", { ...component, ...props });
  return { stack, network };
}

const network = (props: Partial<NetworkProps> = {}): Synthesized => Synthesized.of(make(props).stack);

test("dev and prod have the same network and subnetwork", () => {
  expect(network({ size: Size.PROD }).json.resource).toEqual(network().json.resource);
});

test("the network has one subnetwork in the region, and none in the regions of the world", () => {
  const made = network();
  expect(made.one("google_compute_network")).toEqual({ name: "mlops-dev-network", auto_create_subnetworks: false });
  expect(made.one("google_compute_subnetwork")).toEqual({
    name: "mlops-dev-servers",
    network: `\${${made.address("google_compute_network")}.id}`,
    region: "europe-west1",
    ip_cidr_range: "10.40.0.0/24",
    private_ip_google_access: true,
  });
});

test("no rule opens the network: Google's default refuses what comes from outside", () => {
  expect(network().all("google_compute_firewall")).toEqual({});
});

test("servers and database find network and subnetwork by their IDs", () => {
  const { stack, network: made } = make();
  const [networkId, subnetworkId] = resolved(stack, [made.networkId, made.subnetworkId]);
  expect(networkId).toMatch(/^\$\{google_compute_network\.\w+\.id\}$/);
  expect(subnetworkId).toMatch(/^\$\{google_compute_subnetwork\.\w+\.id\}$/);
});

test("the network is created after its service is enabled", () => {
  const stack = emptyStack();
  new Network(stack, "Network", { ...component, services: someServices(stack) });
  const made = Synthesized.of(stack);
  expect(made.one("google_compute_network").depends_on).toEqual([made.address("time_sleep")]);
});

test("another block is refused by the plan: neither the endpoint nor running servers can move", () => {
  const fixed = network({ cidr: "10.8.0.0/20" }).one("terraform_data");
  expect(fixed).toMatchObject({ input: { value: "10.8.0.0/20" }, lifecycle: { ignore_changes: ["input"] } });
  expect(JSON.stringify(fixed.lifecycle)).toContain("network.cidr cannot be changed");
});

test.each([
  ["be an IPv4 block of /16 to /26", "10.40.0.0/27"],
  ["be an IPv4 block of /16 to /26", "10.40.0.0/15"],
  ["be an IPv4 block of /16 to /26 that begins at its first address", "10.40.0.1/24"],
  ["be an IPv4 block", "10.40.0.0"],
  ["be within a block of private addresses", "8.8.8.0/24"],
  ["be within a block of private addresses", "172.32.0.0/16"],
  ["be within a block of private addresses", "100.64.0.0/16"],
  ["be within a block of private addresses", "240.0.0.0/24"],
])("refused: cidr must %s: %s", (message, cidr) => {
  expect(problemsOf(() => network({ cidr }))).toEqual([expect.stringContaining(`cidr must ${message}`)]);
});

test.each(["172.31.0.0/16", "192.168.7.0/26"])("accepted: cidr %s", (cidr) => {
  expect(problemsOf(() => network({ cidr }))).toEqual([]);
});

test("a platform refuses a subnetwork of another region", () => {
  const rows = [subnetworkRegionRow<{ region: string }>("subnetworkId", ({ region }) => region)];
  const found = (region: string) => {
    const problems = new Problems("gcp-dev");
    checkSettings(problems, { rows }, { region, subnetworkId: SUBNETWORK });
    return problems.all.map(({ field, rule }) => `${field} ${rule}`);
  };
  expect(found("europe-west1")).toEqual([]);
  expect(found("us-central1")).toEqual(["subnetworkId must be a subnetwork in us-central1, the platform's region"]);
});

describe("an existing network", () => {
  const attributes: NetworkAttributes = { networkId: NETWORK, subnetworkId: SUBNETWORK };
  const existing = (wrong: Partial<NetworkAttributes>) => () =>
    Network.fromNetworkAttributes(emptyStack(), "Network", { ...attributes, ...wrong });

  test("is used as it is", () => {
    expect(existing({})()).toMatchObject(attributes);
  });

  test.each<[string, Partial<NetworkAttributes>]>([
    ["networkId must be the ID of a VPC network", { networkId: "hub" }],
    ["networkId must be the ID of a VPC network", { networkId: `https://www.googleapis.com/compute/v1/${NETWORK}` }],
    ["subnetworkId must be the ID of a subnetwork", { subnetworkId: "servers" }],
    ["subnetworkId must be a subnetwork of networkId", { subnetworkId: SUBNETWORK.replace("team-", "other-") }],
  ])("is refused: %s: %j", (message, wrong) => {
    expect(problemsOf(existing(wrong))).toContainEqual(expect.stringContaining(message));
  });
});

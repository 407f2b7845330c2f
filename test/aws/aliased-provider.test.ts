import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Aspects, TerraformStack, Testing, type TerraformProvider } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { AwsMlopsPlatform, BackendStore, Network } from "../../src/aws";
import { Size } from "../../src/core";
import { providers } from "./fixture";
import { Synthesized, type Block } from "./synthesized";

const component = { prefix: "mlops-dev", size: Size.DEV };

/** Sets a provider on every resource and data source of AWS below a construct, as an Aspect of a team does. */
function use(scope: Construct, provider: TerraformProvider): void {
  Aspects.of(scope).add({
    visit: (node: IConstruct) => {
      if ("terraformResourceType" in node && String(node.terraformResourceType).startsWith("aws_"))
        Object.assign(node, { provider });
    },
  });
}

const alias = (stack: TerraformStack, name: string, region: string) =>
  new AwsProvider(stack, `${name}-provider`, { alias: name, region });

test("two platforms in two regions of one stack each read account and region by their own provider", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  for (const [name, region] of [
    ["frankfurt", "eu-central-1"],
    ["ireland", "eu-west-1"],
  ] as const) {
    const platform = new AwsMlopsPlatform(stack, name, { prefix: `mlops-${name}`, size: Size.DEV });
    use(platform, alias(stack, name, region));
  }
  const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
  const regions = Object.entries(data.aws_region ?? {}).map(([id, { provider }]) => [id.split("_")[0], provider]);
  expect(regions).toEqual([
    ["frankfurt", "aws.frankfurt"],
    ["ireland", "aws.ireland"],
  ]);
});

test("a component that is used alone reads account and region by its provider", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  use(new Network(stack, "Network", component), alias(stack, "ireland", "eu-west-1"));
  const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
  for (const { provider } of Object.values(data).flatMap(Object.values<Block>)) expect(provider).toBe("aws.ireland");
});

test("another provider on one component of a platform is refused", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  const platform = new AwsMlopsPlatform(stack, "Platform", component);
  use(platform.gateway, alias(stack, "ireland", "eu-west-1"));
  expect(() => Synthesized.of(stack)).toThrow(
    /Platform\/Gateway\/Resource has the provider aws\.ireland, but account and region are read by aws/,
  );
});

test("a network of another stack is applied before, and is no depends_on", () => {
  const app = Testing.app();
  const shared = new TerraformStack(app, "shared");
  providers(shared);
  const network = new Network(shared, "Network", component);
  const stack = new TerraformStack(app, "platform");
  providers(stack);
  new AwsMlopsPlatform(stack, "Platform", { ...component, existing: { network } });
  const synthesized = Synthesized.of(stack);
  const known = new Set(synthesized.addresses());
  const resources = Object.values(synthesized.json.resource as Record<string, Record<string, Block>>);
  const named = resources
    .flatMap((type) => Object.values(type))
    .flatMap(({ depends_on }) => (depends_on ?? []) as string[]);
  expect(named.filter((address) => !known.has(address))).toEqual([]);
  expect(stack.dependsOn(shared)).toBe(true);
});

test("a database of another stack is applied before, too", () => {
  const app = Testing.app();
  const shared = new TerraformStack(app, "shared");
  providers(shared);
  const network = new Network(shared, "Network", component);
  const backendStore = new BackendStore(shared, "BackendStore", { ...component, network });
  const stack = new TerraformStack(app, "platform");
  providers(stack);
  new AwsMlopsPlatform(stack, "Platform", { ...component, existing: { network, backendStore } });
  const known = new Set(Synthesized.of(stack).addresses());
  const text = JSON.stringify(Synthesized.of(stack).json.resource);
  const named = [...text.matchAll(/"depends_on":\[([^\]]*)\]/g)].flatMap(
    ([, list = ""]) => list.match(/[^",]+/g) ?? [],
  );
  expect(named.filter((address) => !known.has(address))).toEqual([]);
});

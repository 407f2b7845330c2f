import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { AwsMlopsPlatform, BackendStore, Network } from "../../src/aws";
import { Size } from "../../src/core";
import { use } from "../support/aliased";
import { providers } from "./fixture";
import { Synthesized, type Block } from "./synthesized";

const component = { prefix: "mlops-dev", size: Size.DEV };

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

describe("another Snowflake account", () => {
  const other = (stack: TerraformStack) => new SnowflakeProvider(stack, "other-provider", { alias: "other" });

  test("of the whole platform is the one that the servers admit", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    providers(stack);
    use(new AwsMlopsPlatform(stack, "Platform", component), other(stack));
    const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
    expect(Object.values(data.snowflake_current_account ?? {})).toEqual([
      expect.objectContaining({ provider: "snowflake.other" }),
    ]);
  });

  test("of the functions alone is refused: the servers would refuse every call", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    providers(stack);
    use(new AwsMlopsPlatform(stack, "Platform", component).snowflake, other(stack));
    expect(() => Synthesized.of(stack)).toThrow(
      /Platform\/Snowflake\/Functions\/\S+ has the provider snowflake\.other, but the account that the servers admit is read by snowflake/,
    );
  });
});

test("a network of another stack is applied before, and is no depends_on", () => {
  const app = Testing.app();
  const shared = new TerraformStack(app, "shared");
  providers(shared);
  const network = new Network(shared, "Network", component);
  const stack = new TerraformStack(app, "platform");
  providers(stack);
  new AwsMlopsPlatform(stack, "Platform", { ...component, existing: { network } });
  expect(Synthesized.of(stack).unknownDependencies()).toEqual([]);
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
  expect(Synthesized.of(stack).unknownDependencies()).toEqual([]);
});

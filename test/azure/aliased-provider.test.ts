import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  AzureMlopsPlatform,
  AzureProviders,
  BackendStore,
  Network,
  NetworkAccess,
  ResourceGroup,
  SnowflakeApplication,
} from "../../src/azure";
import { Size } from "../../src/core";
import { use } from "../support/aliased";
import { component as componentIn, emptyStack } from "./fixture";
import { Synthesized, type Block } from "./synthesized";

const component = { prefix: "mlops-dev", size: Size.DEV };

const alias = (stack: TerraformStack, name: string) =>
  new AzurermProvider(stack, `${name}-provider`, { alias: name, features: [{}] });

function stackWithProviders(app = Testing.app(), id = "test"): TerraformStack {
  const stack = new TerraformStack(app, id);
  AzureProviders.addTo(stack);
  return stack;
}

test("two platforms in two subscriptions of one stack each read theirs by their own provider", () => {
  const stack = stackWithProviders();
  for (const name of ["one", "two"])
    use(new AzureMlopsPlatform(stack, name, { prefix: `mlops-${name}`, size: Size.DEV }), alias(stack, name));
  const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
  const read = Object.entries(data.azurerm_client_config ?? {}).map(([id, { provider }]) => [
    id.split("_")[0],
    provider,
  ]);
  expect(read).toEqual([
    ["one", "azurerm.one"],
    ["two", "azurerm.two"],
  ]);
});

test("a platform in another tenant has its application there, and trusts its tokens", () => {
  const stack = stackWithProviders();
  const platform = new AzureMlopsPlatform(stack, "Platform", component);
  use(platform, alias(stack, "other"));
  use(platform, new AzureadProvider(stack, "other-entra", { alias: "other" }));
  const synthesized = Synthesized.of(stack);
  expect(synthesized.one("azuread_application").provider).toBe("azuread.other");
  expect(String(synthesized.one("azurerm_api_management_api_policy").xml_content)).toContain(
    "https://login.microsoftonline.com/${data.azurerm_client_config.",
  );
});

test("a component that is used alone reads subscription and tenant by its provider", () => {
  const stack = emptyStack();
  const application = new SnowflakeApplication(stack, "Application", componentIn(stack));
  application.trust("https://login.microsoftonline.com/tenant/oauth2/authorize?client_id=1");
  use(application, alias(stack, "other"));
  const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
  const [own] = Object.entries(data.azurerm_client_config ?? {}).filter(([id]) => id.startsWith("Application"));
  expect(own?.[1].provider).toBe("azurerm.other");
});

test("another provider on one component of a platform is refused", () => {
  const stack = stackWithProviders();
  use(new AzureMlopsPlatform(stack, "Platform", component).gateway, alias(stack, "other"));
  expect(() => Synthesized.of(stack)).toThrow(
    /Platform\/Gateway\/Resource has the provider azurerm\.other, but subscription and tenant are read by azurerm/,
  );
});

describe("another Snowflake account", () => {
  const other = (stack: TerraformStack) => new SnowflakeProvider(stack, "other-provider", { alias: "other" });

  test("of the whole platform is the one that the servers admit", () => {
    const stack = stackWithProviders();
    use(new AzureMlopsPlatform(stack, "Platform", component), other(stack));
    const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
    expect(Object.values(data.snowflake_current_account ?? {})).toEqual([
      expect.objectContaining({ provider: "snowflake.other" }),
    ]);
  });

  test("of the functions alone is refused: the servers would refuse every call", () => {
    const stack = stackWithProviders();
    use(new AzureMlopsPlatform(stack, "Platform", component).snowflake, other(stack));
    expect(() => Synthesized.of(stack)).toThrow(
      /Platform\/Snowflake\/Functions\/\S+ has the provider snowflake\.other, but the account that the servers admit is read by snowflake/,
    );
  });
});

describe("a component of another stack", () => {
  /** A stack with a resource group, a virtual network and a database, and one with a platform that uses some of them. */
  function stacks(shares: "network" | "all") {
    const app = Testing.app();
    const shared = stackWithProviders(app, "shared");
    const resourceGroup = new ResourceGroup(shared, "ResourceGroup", { ...component, location: "westeurope" });
    const network = new Network(shared, "Network", { ...component, resourceGroup });
    const backendStore = new BackendStore(shared, "BackendStore", { ...component, resourceGroup, network });
    const stack = stackWithProviders(app, "platform");
    const existing = shares === "network" ? { network } : { resourceGroup, network, backendStore };
    new AzureMlopsPlatform(stack, "Platform", { ...component, existing });
    return { shared, stack };
  }

  test.each(["network", "all"] as const)("is applied before, and is no depends_on: %s", (shares) => {
    const { shared, stack } = stacks(shares);
    expect(Synthesized.of(stack).unknownDependencies()).toEqual([]);
    expect(stack.dependsOn(shared)).toBe(true);
  });
});

test("a network of the same stack is a depends_on of what is in it", () => {
  const stack = stackWithProviders();
  new AzureMlopsPlatform(stack, "Platform", { ...component, network: { access: NetworkAccess.PRIVATE } });
  expect(Synthesized.of(stack).unknownDependencies()).toEqual([]);
  const service = Synthesized.of(stack).one("azurerm_api_management", "Gateway");
  expect(service.depends_on).toEqual(expect.arrayContaining([expect.stringContaining("network_security_group")]));
});

import { ResourceGroup, type ResourceGroupAttributes, type ResourceGroupProps } from "../../../src/azure";
import { problemsOf } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { emptyStack } from "../fixture";
import { Synthesized } from "../synthesized";

function make(props: Partial<ResourceGroupProps> = {}) {
  const stack = emptyStack();
  const group = new ResourceGroup(stack, "Group", { prefix: "mlops-dev", location: "westeurope", ...props });
  return { stack, group };
}

function existing(attributes: Partial<ResourceGroupAttributes> = {}) {
  const stack = emptyStack();
  const given = { resourceGroupName: "shared", location: "northeurope", ...attributes };
  return { stack, group: ResourceGroup.fromResourceGroupAttributes(stack, "Group", given) };
}

test("the resource group is named like the prefix and carries the tags", () => {
  const { stack } = make({ tags: { team: "ml" } });
  expect(Synthesized.of(stack).one("azurerm_resource_group")).toMatchObject({
    name: "mlops-dev",
    location: "westeurope",
    tags: { team: "ml" },
  });
});

test("the ID of an existing group is built from the subscription of the credentials in use; nothing is created", () => {
  const { stack, group } = existing();
  expect(resolved(stack, [group.resourceGroupId])[0]).toMatch(
    /^\/subscriptions\/\$\{data\.azurerm_client_config\.\w+\.subscription_id\}\/resourceGroups\/shared$/,
  );
  expect(Synthesized.of(stack).all("azurerm_resource_group")).toEqual({});
});

test.each<[string, Partial<ResourceGroupProps>]>([
  ["location must be the name of an Azure location", { location: "West Europe" }],
  ["prefix must be a prefix of 2 to 20 characters", { prefix: "MLOps" }],
  ["tags.azure-owner must have a tag name", { tags: { "azure-owner": "x" } }],
])("refused: %s", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toEqual([expect.stringContaining(message)]);
});

test.each<[string, Partial<ResourceGroupAttributes>]>([
  ["resourceGroupName must be a resource group name", { resourceGroupName: "ends-with." }],
  ["location must be the name of an Azure location", { location: "West Europe" }],
])("an existing group is refused: %s", (message, wrong) => {
  expect(problemsOf(() => existing(wrong))).toEqual([expect.stringContaining(message)]);
});

import { Aspects, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";

const BETA = "google-beta";

/**
 * Gives the resources of google-beta within a construct the stack's provider of that name: by the prefix of their types Terraform would take
 * them for resources of google, which does not have them. One that has a provider keeps it.
 */
export function useBetaProvider(scope: Construct): void {
  Aspects.of(scope).add({
    visit: (node: IConstruct) => {
      if (!TerraformResource.isTerraformResource(node)) return;
      if (node.terraformGeneratorMetadata?.providerName !== BETA || node.provider !== undefined) return;
      node.provider = betaProviderOf(TerraformStack.of(node));
    },
  });
}

/** The one without an alias; cdktf itself says so when a stack has none. */
function betaProviderOf(stack: TerraformStack): TerraformProvider | undefined {
  return stack.node
    .findAll()
    .filter((each) => TerraformProvider.isTerraformProvider(each))
    .find((each) => each.terraformGeneratorMetadata?.providerName === BETA && each.alias === undefined);
}

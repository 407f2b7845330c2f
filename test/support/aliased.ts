import { Aspects, type TerraformProvider } from "cdktf";
import type { Construct, IConstruct } from "constructs";

const providerOf = (node: IConstruct) =>
  (node as { terraformGeneratorMetadata?: { providerName?: string } }).terraformGeneratorMetadata?.providerName;

/** Sets a provider on every resource and data source of its own below a construct, as an Aspect of a team does. */
export function use(scope: Construct, provider: TerraformProvider): void {
  Aspects.of(scope).add({
    visit: (node: IConstruct) => {
      if ("terraformResourceType" in node && node !== provider && providerOf(node) === providerOf(provider))
        Object.assign(node, { provider });
    },
  });
}

import { TerraformElement, type TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";

/** A resource or data source, as far as its provider goes. */
interface HasProvider extends TerraformElement {
  readonly terraformResourceType: string;
  readonly terraformGeneratorMetadata?: { readonly providerName?: string };
  readonly provider?: TerraformProvider;
}

/** What resources must have the same provider as. */
export interface ProviderReader {
  /** What is read: "account and region are read". */
  readonly reads: string;
  /** The provider that reads it; undefined for the default one. */
  readonly provider: TerraformProvider | undefined;
  /** Name of the default provider: "aws". What another provider creates under the same prefix, as google-beta does, is left alone. */
  readonly name: string;
  /** The construct that reads it. */
  readonly by: IConstruct;
  /** Why the provider must be the same, and what to do. */
  readonly because: string;
}

/** Why the parts of a platform that share an account must have one provider. */
export const SHARED_ACCOUNT =
  "a component and everything within it must have the same provider. Set it by an Aspect on the whole platform or component.";

/**
 * What is wrong with the resources and data sources of a type that have another provider than the one which reads something for them.
 * Aspects set providers: call it in a validation, when they have run.
 */
export function providerDifferences(
  constructs: readonly IConstruct[],
  types: RegExp,
  { reads, provider: own, name, by, because }: ProviderReader,
): string[] {
  const nameOf = (provider: TerraformProvider | undefined) => provider?.fqn ?? name;
  return constructs
    .filter(hasProvider)
    .filter(({ terraformGeneratorMetadata: made }) => (made?.providerName ?? name) === name)
    .filter(({ terraformResourceType, provider }) => types.test(String(terraformResourceType)) && provider !== own)
    .map(
      ({ node, provider }) =>
        `${node.path} has the provider ${nameOf(provider)}, but ${reads} by ${nameOf(own)} (${by.node.path}): ${because}`,
    );
}

function hasProvider(construct: IConstruct): construct is HasProvider {
  return TerraformElement.isTerraformElement(construct) && "terraformResourceType" in construct;
}

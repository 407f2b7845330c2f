import type { Account } from "../../../simulator/account";
import { block, blocks, entries, number, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";

/** A model as a production variant runs it. */
export interface ServedVariant {
  readonly name: string;
  readonly weight: number;
  readonly instanceType?: string;
  readonly isServerless: boolean;
  /** ARN of the role of the containers. */
  readonly role: string;
  readonly image: string;
  /** `s3://<bucket>/<prefix>/` or the URI of an archive. */
  readonly uri: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Key of the volumes. */
  readonly key?: string;
}

/** What an endpoint runs: the content of its configuration when it was created or updated, whatever happens to both afterwards. */
export interface FrozenEndpoint {
  readonly configuration: string;
  readonly variants: readonly ServedVariant[];
}

interface Memory {
  frozen: FrozenEndpoint | null;
}

function memoryOf(account: Account, endpoint: string): Memory {
  return account.memory<Memory>(`aws_sagemaker_endpoint:${endpoint}`, () => ({ frozen: null }));
}

/** What an endpoint runs; undefined when there is none of that name. */
export function frozenOf(account: Account, endpoint: string): FrozenEndpoint | undefined {
  if (account.get("aws_sagemaker_endpoint", endpoint) === undefined) return undefined;
  return memoryOf(account, endpoint).frozen ?? undefined;
}

/** Lets an endpoint run a configuration; one of the same name is not noticed. */
export function freeze(account: Account, endpoint: string, configuration: Values): void {
  const name = text(configuration, "name") ?? "";
  const memory = memoryOf(account, endpoint);
  if (memory.frozen?.configuration === name) return;
  memory.frozen = { configuration: name, variants: variantsOf(account, configuration) };
}

/** Forgets what an endpoint of this name ran before. */
export function forget(account: Account, endpoint: string): void {
  memoryOf(account, endpoint).frozen = null;
}

/** The variants of a configuration with their models. */
export function variantsOf(account: Account, configuration: Values): ServedVariant[] {
  return blocks(configuration, "production_variants").map((variant) => {
    const model = account.get("aws_sagemaker_model", text(variant, "model_name") ?? "");
    const container = block(model, "primary_container");
    const source = block(block(container, "model_data_source"), "s3_data_source");
    return {
      name: text(variant, "variant_name") ?? "",
      weight: number(variant, "initial_variant_weight") ?? 1,
      instanceType: text(variant, "instance_type"),
      isServerless: block(variant, "serverless_config") !== undefined,
      role: text(model, "execution_role_arn") ?? "",
      image: text(container, "image") ?? "",
      uri: text(container, "model_data_url") ?? text(source, "s3_uri") ?? "",
      key: text(configuration, "kms_key_arn"),
      environment: Object.fromEntries(entries(container, "environment")),
    };
  });
}

import { isObject } from "../../core/json";
import type { SynthesizedStack } from "../stack";

/** The cloud of an environment. */
export type PipelineCloud = "aws" | "azure" | "gcp";

/** What a pipeline needs to know of an environment, read from its synthesized stack. */
export interface PipelineEnvironment {
  /** Name of the stack: `aws-dev`. */
  readonly name: string;
  /** @default - the stack has resources of no cloud */
  readonly cloud?: PipelineCloud;
  /** Region of the provider. @default - the environment file names none */
  readonly region?: string;
  /** Type of the backend that holds the state. @default - a local file */
  readonly backend?: string;
  /** It is prod: resources are protected, or its tag or name says so. Its deploy needs an approval. */
  readonly isProd: boolean;
  /** Value of the tag `ttl`, the last day of a throw-away environment. @default - the environment is kept */
  readonly ttl?: string;
}

/** The tag, on Google Cloud the label, with the last day of a throw-away environment: `2026-12-31`. */
export const TTL_TAG = "ttl";

const CLOUDS: readonly (readonly [string, PipelineCloud])[] = [
  ["aws_", "aws"],
  ["azurerm_", "azure"],
  ["google_", "gcp"],
];
const PROD = /^prod(uction)?$/i;
const TAGS = ["tags", "labels", "user_labels"];

/** Reads what a pipeline needs to know from a synthesized stack. */
export function pipelineEnvironment(stack: SynthesizedStack): PipelineEnvironment {
  const { name, backend } = stack;
  return {
    name,
    cloud: CLOUDS.find(([prefix]) => stack.resources.some(({ type }) => type.startsWith(prefix)))?.[1],
    region: regionOf(stack),
    backend: backend === undefined || backend.type === "local" ? undefined : backend.type,
    isProd: isProtected(stack) || PROD.test(tagOf(stack, "environment") ?? "") || name.split("-").some(isProdWord),
    ttl: tagOf(stack, TTL_TAG),
  };
}

const isProdWord = (word: string) => PROD.test(word);

/** Whether Terraform refuses to destroy a resource of the stack. */
function isProtected(stack: SynthesizedStack): boolean {
  return stack.resources.some(({ values }) => isObject(values.lifecycle) && values.lifecycle.prevent_destroy === true);
}

/** The value of a tag that the resources of a stack have. */
function tagOf(stack: SynthesizedStack, tag: string): string | undefined {
  for (const { values } of stack.resources)
    for (const argument of TAGS) {
      const tags = values[argument];
      const value = isObject(tags) ? tags[tag] : undefined;
      if (typeof value === "string") return value;
    }
  return undefined;
}

function regionOf({ providers }: SynthesizedStack): string | undefined {
  const isKnown = (region: unknown): region is string => typeof region === "string" && !region.includes("${");
  return ["aws", "google"].map((provider) => providers[provider]?.[0]?.region).find(isKnown);
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AwsStack,
  githubTrust,
  inManagedPolicies,
  MANAGED_POLICY_LENGTH,
  policyFor,
  policyLength,
} from "../inspect/policy/aws";
import { Purpose } from "../inspect/policy/purpose";
import type { SynthesizedStack } from "../inspect/stack";
import { EXIT, type Console } from "./output";
import { onStack } from "./synthesized";

export interface PolicyCommandOptions {
  /** `plan` or `deploy`. */
  readonly for: string;
  /** `owner/repository` on GitHub: print the trust policy instead. */
  readonly trust?: string;
  /** AWS account of the trust policy. @default - accountId of the environment */
  readonly account?: string;
  /** Write files into a folder instead. */
  readonly out?: string;
}

const show = (document: object): string => JSON.stringify(document, undefined, 2);

function purposeOf(text: string): Purpose | undefined {
  return Object.values(Purpose).find((purpose) => purpose === text);
}

/** `mlops policy`. Prints the IAM policy that Terraform needs to plan or deploy a stack. Returns the exit status. */
export async function policy(
  project: string,
  stack: string,
  options: PolicyCommandOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const purpose = purposeOf(options.for);
  if (purpose === undefined) {
    console.err(`--for must be ${Object.values(Purpose).join(" or ")}. Got: ${options.for}`);
    return EXIT.usage;
  }
  if (options.trust !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(options.trust)) {
    console.err(`--trust must be <owner>/<repository>, without wildcards. Got: ${options.trust}`);
    return EXIT.usage;
  }
  return onStack(project, stack, env, console, (synthesized) => {
    if (!synthesized.resources.some(({ type }) => type.startsWith("aws_"))) {
      console.err(
        `${stack} has no resources on AWS, and policies are written for AWS. docs/azure.md lists the roles for a deploy on Azure`,
      );
      return EXIT.usage;
    }
    return options.trust === undefined
      ? printPolicy(synthesized, stack, purpose, options.out, console)
      : printTrust(synthesized, stack, purpose, options.trust, options.account, console);
  });
}

function printPolicy(
  synthesized: SynthesizedStack,
  stack: string,
  purpose: Purpose,
  out: string | undefined,
  console: Console,
): number {
  const { document, unknownTypes } = policyFor(synthesized, purpose);
  const policies = inManagedPolicies(document);
  if (out === undefined) {
    console.out(show(document));
    if (policies.length > 1)
      console.err(
        `The policy has ${policyLength(document)} characters, and a managed policy at most ` +
          `${MANAGED_POLICY_LENGTH}. "--out <folder>" writes ${policies.length} managed policies.`,
      );
  } else {
    mkdirSync(out, { recursive: true });
    policies.forEach((document, index) => {
      const file = join(out, `${stack}-${purpose}${policies.length === 1 ? "" : `-${index + 1}`}.json`);
      writeFileSync(file, `${show(document)}\n`);
      console.err(`wrote ${file}`);
    });
  }
  if (unknownTypes.length === 0) return EXIT.ok;
  console.err(
    `The policy lacks the actions of these types, which are unknown: ${unknownTypes.join(", ")}. Add them to the policy.`,
  );
  return EXIT.failed;
}

function printTrust(
  synthesized: SynthesizedStack,
  stack: string,
  purpose: Purpose,
  repository: string,
  named: string | undefined,
  console: Console,
): number {
  const account = named ?? new AwsStack(synthesized).account;
  if (account === undefined || !/^\d{12}$/.test(account)) {
    console.err("The AWS account is unknown. Specify --account <12 digits>, or set accountId in the environment file");
    return EXIT.usage;
  }
  console.out(show(githubTrust(account, repository, stack, purpose)));
  return EXIT.ok;
}

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problems } from "../core";
import { checkSettings, type CheckTable } from "../core/checks";
import { AWS_ISSUER_ROWS } from "../core/ci-access/aws-issuer";
import { CI_REPOSITORY } from "../core/ci-access/checks";
import type { CiRepositorySettings, CiSystem } from "../core/ci-access/settings";
import type { ResolvedCiRepository } from "../core/ci-access/subjects";
import {
  AwsStack,
  inManagedPolicies,
  MANAGED_POLICY_LENGTH,
  policyFor,
  policyLength,
  trustPolicy,
} from "../inspect/policy/aws";
import { azureRolesFor } from "../inspect/policy/azure";
import { gcpRolesFor } from "../inspect/policy/gcp";
import { Purpose } from "../inspect/policy/purpose";
import type { IdentityRoles } from "../inspect/policy/role";
import type { SynthesizedStack } from "../inspect/stack";
import { EXIT, type Console } from "./output";
import { onStack } from "./synthesized";

export interface PolicyCommandOptions {
  /** `plan` or `deploy`. */
  readonly for: string;
  /** The repository whose pipelines are trusted: print the trust policy instead. */
  readonly trust?: string;
  /** The system that runs them: `github`, `gitlab` or `azure-devops`. @default - github */
  readonly system?: string;
  /** Issuer of their tokens. @default - the issuer of github.com or gitlab.com */
  readonly issuer?: string;
  /** AWS account of the trust policy. @default - accountId of the environment */
  readonly account?: string;
  /** Write files into a folder instead. */
  readonly out?: string;
}

const show = (document: object): string => JSON.stringify(document, undefined, 2);

function purposeOf(text: string): Purpose | undefined {
  return Object.values(Purpose).find((purpose) => purpose === text);
}

function pipelinesOf(repository: string, { system, issuer }: PolicyCommandOptions): CiRepositorySettings {
  return { repository, system: system as CiSystem | undefined, issuer };
}

/** The options that say whom to trust, by the settings that they are. */
const TRUST_OPTIONS: Readonly<Record<string, string>> = { repository: "trust", system: "system", issuer: "issuer" };

/** Requirements on what the options set. A trust policy is one of AWS. */
const TRUST: CheckTable<CiRepositorySettings, ResolvedCiRepository> = {
  ...CI_REPOSITORY,
  rows: [...CI_REPOSITORY.rows.filter(({ field }) => field in TRUST_OPTIONS), ...AWS_ISSUER_ROWS],
};

/** What is wrong with the options that say whom to trust. */
function problemsOf(pipelines: CiRepositorySettings): string[] {
  const problems = new Problems("mlops policy");
  checkSettings(problems, TRUST, pipelines);
  return problems.all.map(
    ({ field, value, rule, remedy }) => `--${TRUST_OPTIONS[field] ?? field} ${rule}. Got: ${value}. ${remedy}`,
  );
}

/** Clouds whose permissions are roles, by the beginning of their types. */
const ROLES: readonly (readonly [RegExp, (stack: SynthesizedStack, purpose: Purpose) => IdentityRoles])[] = [
  [/^azure(rm|ad)_/, azureRolesFor],
  [/^google_/, gcpRolesFor],
];

/**
 * `mlops policy`. Prints what Terraform may do to plan or deploy a stack: an IAM policy on AWS, a list of roles with their scopes on Azure
 * and Google Cloud. Returns the exit status.
 */
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
  const pipelines = options.trust === undefined ? undefined : pipelinesOf(options.trust, options);
  const problems = pipelines === undefined ? [] : problemsOf(pipelines);
  if (problems.length > 0) {
    for (const problem of problems) console.err(problem);
    return EXIT.usage;
  }
  return onStack(project, stack, env, console, (synthesized) => {
    const uses = (pattern: RegExp) => synthesized.resources.some(({ type }) => pattern.test(type));
    const rolesFor = ROLES.find(([pattern]) => uses(pattern))?.[1];
    if (rolesFor !== undefined && pipelines === undefined)
      return printRoles(rolesFor(synthesized, purpose), `${stack}-${purpose}`, options.out, console);
    if (!uses(/^aws_/)) {
      console.err(
        rolesFor === undefined
          ? `${stack} has no resources on AWS, Azure or Google Cloud`
          : `--trust prints a policy of AWS. The stacks azure-ci and gcp-ci create the trust: docs/deploy-identities.md`,
      );
      return EXIT.usage;
    }
    return pipelines === undefined
      ? printPolicy(synthesized, stack, purpose, options.out, console)
      : printTrust(synthesized, stack, purpose, pipelines, options.account, console);
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
    empty(out, `${stack}-${purpose}`);
    policies.forEach((document, index) =>
      write(out, `${stack}-${purpose}${policies.length === 1 ? "" : `-${index + 1}`}`, document, console),
    );
  }
  return missing("policy lacks the actions", unknownTypes, console);
}

function printRoles({ roles, unknownTypes }: IdentityRoles, name: string, out: string | undefined, console: Console) {
  if (out === undefined) console.out(show(roles));
  else write(out, name, roles, console);
  return missing("list lacks the roles", unknownTypes, console);
}

/** What an earlier run wrote would be granted too: the number of policies changes with the stack. */
function empty(folder: string, name: string): void {
  const earlier = new RegExp(`^${name}(-\\d+)?\\.json$`);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => earlier.test(file)) : [];
  for (const file of files) rmSync(join(folder, file));
}

function write(folder: string, name: string, document: object, console: Console): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${show(document)}\n`);
  console.err(`wrote ${file}`);
}

function missing(what: string, unknownTypes: readonly string[], console: Console): number {
  if (unknownTypes.length === 0) return EXIT.ok;
  console.err(`The ${what} of these types, which are unknown: ${unknownTypes.join(", ")}. Add them.`);
  return EXIT.failed;
}

function printTrust(
  synthesized: SynthesizedStack,
  stack: string,
  purpose: Purpose,
  pipelines: CiRepositorySettings,
  named: string | undefined,
  console: Console,
): number {
  const account = named ?? new AwsStack(synthesized).account;
  if (account === undefined || !/^\d{12}$/.test(account)) {
    console.err("The AWS account is unknown. Specify --account <12 digits>, or set accountId in the environment file");
    return EXIT.usage;
  }
  console.out(show(trustPolicy(account, pipelines, stack, purpose)));
  return EXIT.ok;
}

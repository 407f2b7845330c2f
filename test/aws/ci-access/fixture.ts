import { Testing } from "cdktf";
import { AwsCiStack, type AwsCiStackProps, type CiEnvironmentSettings } from "../../../src/aws";
import { inManagedPolicies, policyFor } from "../../../src/inspect/policy/aws";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { awsDevStack, awsProdStack } from "../../inspect/stack";

export const REPOSITORY = "my-org/my-platform";

const STACKS = { "aws-dev": awsDevStack, "aws-prod": awsProdStack };

/** An environment with the policies that `mlops policy` writes for its stack. */
export function environment(name: keyof typeof STACKS = "aws-dev"): CiEnvironmentSettings {
  const policies = (purpose: Purpose) =>
    inManagedPolicies(policyFor(STACKS[name](), purpose).document).map((document) => JSON.stringify(document));
  return { name, planPolicies: policies(Purpose.PLAN), deployPolicies: policies(Purpose.DEPLOY) };
}

/** The stack of the pipelines' roles, of aws-dev unless other environments are given. */
export function ciStack(props: Partial<AwsCiStackProps> = {}): AwsCiStack {
  return new AwsCiStack(Testing.app(), {
    name: "aws-ci",
    region: "eu-central-1",
    repository: REPOSITORY,
    environments: [environment()],
    ...props,
  });
}

import { CiSystem } from "../../core/ci-access/settings";
import { ciSubjects, type CiPurpose, type ResolvedCiRepository } from "../../core/ci-access/subjects";
import { policyDocument } from "../iam";

/** The audience of the tokens; tokens of a service connection of Azure DevOps have Entra's. */
export function audienceOf({ system }: ResolvedCiRepository): string {
  return system === CiSystem.AZURE_DEVOPS ? "api://AzureADTokenExchange" : "sts.amazonaws.com";
}

/** The issuer as IAM names it, in ARNs and in condition keys. */
export function issuerName(issuer: string): string {
  return issuer.replace(/^https:\/\//, "");
}

const SIDS: Readonly<Record<CiSystem, string>> = {
  [CiSystem.GITHUB]: "GitHub",
  [CiSystem.GITLAB]: "GitLab",
  [CiSystem.AZURE_DEVOPS]: "AzureDevOps",
};

/**
 * Who may assume a role: the jobs of an environment for a purpose, by exact subjects. `StringLike` would let in whoever can create another
 * repository, branch or environment that matches.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function ciTrust(
  settings: ResolvedCiRepository,
  providerArn: string,
  environment: string,
  purpose: CiPurpose,
): string {
  const [subject = "", ...more] = ciSubjects(settings, environment, purpose);
  const issuer = issuerName(settings.issuer);
  return policyDocument([
    {
      Sid: SIDS[settings.system],
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${issuer}:aud`]: audienceOf(settings),
          [`${issuer}:sub`]: more.length === 0 ? subject : [subject, ...more],
        },
      },
    },
  ]);
}

import { CiSystem, type CiRepositorySettings } from "../../../core/ci-access/settings";
import { ciSubjects, resolveCiRepository } from "../../../core/ci-access/subjects";
import type { Purpose } from "../purpose";

const SYSTEMS: Readonly<Record<CiSystem, { sid: string; audience: string }>> = {
  [CiSystem.GITHUB]: { sid: "GitHub", audience: "sts.amazonaws.com" },
  [CiSystem.GITLAB]: { sid: "GitLab", audience: "sts.amazonaws.com" },
  // Tokens of a service connection have no other audience.
  [CiSystem.AZURE_DEVOPS]: { sid: "AzureDevOps", audience: "api://AzureADTokenExchange" },
};

/**
 * The trust policy of a role that pipelines assume with the tokens of their jobs, without a stored key: by exact audience and subjects. The
 * stack `aws-ci` creates roles with the same one.
 * @param pipelines settings without a problem
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function trustPolicy(account: string, pipelines: CiRepositorySettings, stack: string, purpose: Purpose): object {
  const settings = resolveCiRepository(pipelines);
  const { sid, audience } = SYSTEMS[settings.system];
  const issuer = settings.issuer.replace(/^https:\/\//, "");
  const [subject, ...more] = ciSubjects(settings, stack, purpose);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: sid,
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: audience,
            [`${issuer}:sub`]: more.length === 0 ? subject : [subject, ...more],
          },
        },
      },
    ],
  };
}

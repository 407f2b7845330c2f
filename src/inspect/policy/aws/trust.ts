import { Purpose } from "../purpose";

const ISSUER = "token.actions.githubusercontent.com";

/**
 * The trust policy of a role that GitHub Actions assumes with OIDC, without a stored key. It names one GitHub environment: `<stack>` for a
 * deploy and `<stack>-plan` for a plan, so that reviewers and branch rules can protect each of them.
 * @see https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
 */
export function githubTrust(account: string, repository: string, stack: string, purpose: Purpose): object {
  const environment = purpose === Purpose.PLAN ? `${stack}-plan` : stack;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "GitHub",
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: "sts.amazonaws.com",
            [`${ISSUER}:sub`]: `repo:${repository}:environment:${environment}`,
          },
        },
      },
    ],
  };
}

import { Purpose } from "./grants";

const ISSUER = "token.actions.githubusercontent.com";

/**
 * The trust policy of a role that GitHub Actions assumes with OIDC, without any stored key: a plan runs for pull requests of the
 * repository, a deploy in the GitHub environment that is named like the stack.
 * @see https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
 */
export function githubTrust(account: string, repository: string, stack: string, purpose: Purpose): object {
  const subject = purpose === Purpose.PLAN ? "pull_request" : `environment:${stack}`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "GitHub",
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: `repo:${repository}:${subject}` },
        },
      },
    ],
  };
}

import type { Step } from "../commands";

/** Variable of the project: who may deploy what needs an approval, user names separated by blanks. */
const APPROVERS = "MLOPS_APPROVERS";

/** Fails before the plan where nobody is named who may approve: the manual job could be started by everyone who may merge. */
export const requireApprovers = (name: string): Step => ({
  name: "Require an approval of the deploy",
  run: [
    `if [ -z "\${${APPROVERS}:-}" ]; then`,
    `  echo "The deploy of ${name} must be approved. Set the variable ${APPROVERS} to the user names of those who approve it." >&2`,
    "  exit 1",
    "fi",
  ],
});

/**
 * Fails where somebody else has started the job. The token names who: GitLab signs it, and the variables GITLAB_USER_* can be set by hand.
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 * @param token variable with a token of the job
 */
export const requireApproval = (name: string, token: string): Step => ({
  name: "Require an approval of the deploy",
  run: [
    `user=$(node -pe 'JSON.parse(Buffer.from(process.env.${token}.split(".")[1], "base64url")).user_login')`,
    `case " \${${APPROVERS}:-} " in`,
    '  *" $user "*) ;;',
    `  *) echo "The deploy of ${name} must be approved by a user in ${APPROVERS}. $user started it." >&2; exit 1 ;;`,
    "esac",
  ],
});

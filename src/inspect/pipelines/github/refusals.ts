import { shell } from "../commands";
import type { WorkflowStep } from "./workflow";

/** Lines that end a step with an error where a condition of the shell holds. */
const failIf = (condition: string, error: string) => [
  `if ${condition}; then`,
  `  echo "::error::${error}"`,
  "  exit 1",
  "fi",
];

/** A plan holds the values of the state, secrets among them: an artifact of a public repository can be read by anyone. */
export const REFUSE_PUBLIC: WorkflowStep = {
  name: "Refuse a public repository",
  env: { VISIBILITY: "${{ github.event.repository.visibility }}" },
  run: shell(
    failIf(
      '[ "$VISIBILITY" != private ] && [ "$VISIBILITY" != internal ]',
      "A saved plan holds secrets, and anyone can read the artifacts of a public repository.",
    ),
  ),
};

/**
 * An approval that comes after another merge, or a run that is started again: Terraform refuses a plan only if the state has changed since.
 */
export const REFUSE_SUPERSEDED: WorkflowStep = {
  name: "Refuse a superseded plan",
  env: { GH_TOKEN: "${{ github.token }}" },
  run: shell([
    'latest=$(gh api "repos/$GITHUB_REPOSITORY/git/ref/heads/$GITHUB_REF_NAME" --jq .object.sha)',
    ...failIf(
      '[ "$latest" != "$GITHUB_SHA" ]',
      "The plan is of $GITHUB_SHA, and $GITHUB_REF_NAME is at $latest. Approve the run of that commit, or push one if it has no run.",
    ),
  ]),
};

/** A deploy that nobody approves: the environment exists without reviewers, or not at all. */
export const requireReviewers = (name: string): WorkflowStep => ({
  name: "Require an approval of the deploy",
  env: { GH_TOKEN: "${{ github.token }}" },
  run: shell([
    "reviewers=$(",
    `  gh api "repos/$GITHUB_REPOSITORY/environments/${name}" \\`,
    `    --jq '[.protection_rules[] | select(.type == "required_reviewers")] | length'`,
    ")",
    ...failIf(
      '[ "$reviewers" -eq 0 ]',
      `The deploy of ${name} must be approved. Add required reviewers to the environment ${name}.`,
    ),
  ]),
});

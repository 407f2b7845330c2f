import { plainStep } from "./sign-in";
import type { Entry } from "./steps";

/** Variable of the group of the environment: who may approve, addresses and groups separated by commas. */
const APPROVERS = "MLOPS_APPROVERS";

/**
 * Jobs before a deploy that a person approves. The first fails where nobody is named: everyone who may queue a build could approve it.
 * Whoever has started the run, by a merge, cannot approve it.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference/manual-validation-v1
 */
export const approvalJobs = (name: string): Entry[] => [
  {
    job: "approvers",
    timeoutInMinutes: "5",
    steps: [
      { checkout: "none" },
      plainStep({
        name: "Require an approval of the deploy",
        run: [
          `if [ -z "\${${APPROVERS}:-}" ]; then`,
          `  echo "##vso[task.logissue type=error]The deploy of ${name} must be approved. Set ${APPROVERS} in the variable group ${name}."`,
          "  exit 1",
          "fi",
        ],
      }),
    ],
  },
  {
    job: "approve",
    dependsOn: "approvers",
    pool: "server",
    timeoutInMinutes: "1440",
    steps: [
      {
        task: "ManualValidation@1",
        displayName: `Approve the deploy of ${name}`,
        inputs: {
          notifyUsers: `$(${APPROVERS})`,
          approvers: `$(${APPROVERS})`,
          allowApproversToApproveTheirOwnRuns: false,
          instructions: `Read the plan of ${name} in the summary of this run.`,
          onTimeout: "reject",
        },
      },
    ],
  },
];

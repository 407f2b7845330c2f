import type { CiRepositorySettings } from "cdktf-snowflake-mlops";

const repository = process.env.MLOPS_CI_REPOSITORY ?? ""; // or "my-org/my-platform"

/** Whose pipelines may plan and deploy, on all clouds. Without a repository the bootstrap has no identities. */
export const pipelines: CiRepositorySettings | undefined =
  repository === ""
    ? undefined
    : {
        repository,
        // system: CiSystem.GITLAB,
        // planBranch: "staging", // GitLab: the protected branch whose merge requests are planned
        //
        // system: CiSystem.AZURE_DEVOPS,
        // issuer: "https://login.microsoftonline.com/<tenant ID>/v2.0",
        // connectionSubjects: { // as the pages of the service connections show them
        //   "azure-dev-plan": "/eid1/c/pub/t/<tenant>/a/<application>/sc/<organization ID>/<connection's ID>",
        //   "azure-dev-plan-main": "/eid1/c/pub/t/...",
        //   "azure-dev": "/eid1/c/pub/t/...",
        // },
        //
        // Older service connections, and those of the type AWS, without connectionSubjects:
        // issuer: "https://vstoken.dev.azure.com/<organization's ID>",
      };

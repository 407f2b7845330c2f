import type { CiRepositorySettings } from "cdktf-snowflake-mlops";

const repository = process.env.MLOPS_CI_REPOSITORY ?? ""; // or "my-org/my-platform"

/** Whose pipelines may plan and deploy, on all clouds. Without a repository the bootstrap has no identities. */
export const pipelines: CiRepositorySettings | undefined =
  repository === ""
    ? undefined
    : {
        repository,
        // system: CiSystem.AZURE_DEVOPS,
        // issuer: "https://vstoken.dev.azure.com/<organization's ID>",
      };

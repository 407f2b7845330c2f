import type { App } from "cdktf";
import type { CiRepositorySettings } from "cdktf-snowflake-mlops";
import { AwsCiStack } from "cdktf-snowflake-mlops/aws";
import { AzureCiStack } from "cdktf-snowflake-mlops/azure";
import { GcpCiStack } from "cdktf-snowflake-mlops/gcp";
import { awsCi, awsCiEnvironments } from "./aws-ci";
import { azureCi, azureCiEnvironments } from "./azure-ci";
import { gcpCi, gcpCiEnvironments } from "./gcp-ci";
import { pipelines } from "./pipelines";
import { hasPolicies } from "./policies";

/** The identities of the pipelines on one cloud. */
interface CloudAccess {
  readonly environments: readonly string[];
  add(app: App, repository: CiRepositorySettings): void;
}

const CLOUDS: readonly CloudAccess[] = [
  { environments: awsCiEnvironments, add: (app, repository) => void new AwsCiStack(app, awsCi(repository)) },
  { environments: azureCiEnvironments, add: (app, repository) => void new AzureCiStack(app, azureCi(repository)) },
  { environments: gcpCiEnvironments, add: (app, repository) => void new GcpCiStack(app, gcpCi(repository)) },
];

/**
 * Adds the identities of the pipelines on each cloud for which policies were written; on none before a repository is named.
 * @throws ValidationError if an environment has no policies although its cloud has, or if none has
 */
export function addPipelineAccess(app: App): void {
  if (pipelines === undefined) return;
  const used = CLOUDS.filter(({ environments }) => hasPolicies(environments));
  for (const { add } of used.length > 0 ? used : CLOUDS) add(app, pipelines);
}

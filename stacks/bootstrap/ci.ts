import type { CiRepositorySettings } from "cdktf-snowflake-mlops";
import { awsCi, awsCiEnvironments, awsCiName } from "./aws-ci";
import { azureCi, azureCiEnvironments, azureCiName } from "./azure-ci";
import { gcpCi, gcpCiEnvironments, gcpCiName } from "./gcp-ci";
import { pipelines } from "./pipelines";
import { hasPolicies } from "./policies";
import type { BootstrapStack } from "./stack";

/** The identities of the pipelines on one cloud. */
interface CloudAccess extends BootstrapStack {
  readonly environments: readonly string[];
}

const clouds = (repository: CiRepositorySettings): readonly CloudAccess[] => [
  {
    name: awsCiName,
    environments: awsCiEnvironments,
    add: async (app) => {
      const { AwsCiStack } = await import("cdktf-snowflake-mlops/aws");
      new AwsCiStack(app, awsCi(repository));
    },
  },
  {
    name: azureCiName,
    environments: azureCiEnvironments,
    add: async (app) => {
      const { AzureCiStack } = await import("cdktf-snowflake-mlops/azure");
      new AzureCiStack(app, azureCi(repository));
    },
  },
  {
    name: gcpCiName,
    environments: gcpCiEnvironments,
    add: async (app) => {
      const { GcpCiStack } = await import("cdktf-snowflake-mlops/gcp");
      new GcpCiStack(app, gcpCi(repository));
    },
  },
];

/**
 * The stacks with the identities of the pipelines on each cloud for which policies were written; none before a repository is named.
 * Adding one throws a ValidationError if an environment has no policies although its cloud has, or if none has.
 */
export function pipelineAccess(): readonly BootstrapStack[] {
  if (pipelines === undefined) return [];
  const all = clouds(pipelines);
  const used = all.filter(({ environments }) => hasPolicies(environments));
  return used.length > 0 ? used : all;
}

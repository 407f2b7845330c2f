import type { App } from "cdktf";
import type { CiRepositorySettings } from "cdktf-snowflake-mlops";
import { awsCi, awsCiEnvironments } from "./aws-ci";
import { azureCi, azureCiEnvironments } from "./azure-ci";
import { gcpCi, gcpCiEnvironments } from "./gcp-ci";
import { pipelines } from "./pipelines";
import { hasPolicies } from "./policies";

/** The identities of the pipelines on one cloud. */
interface CloudAccess {
  readonly name: string;
  readonly environments: readonly string[];
  /** Adds their stack to the app. It loads the package of the cloud. */
  add(app: App, repository: CiRepositorySettings): Promise<void>;
}

const CLOUDS: readonly CloudAccess[] = [
  {
    name: "aws-ci",
    environments: awsCiEnvironments,
    add: async (app, repository) => {
      const { AwsCiStack } = await import("cdktf-snowflake-mlops/aws");
      new AwsCiStack(app, awsCi(repository));
    },
  },
  {
    name: "azure-ci",
    environments: azureCiEnvironments,
    add: async (app, repository) => {
      const { AzureCiStack } = await import("cdktf-snowflake-mlops/azure");
      new AzureCiStack(app, azureCi(repository));
    },
  },
  {
    name: "gcp-ci",
    environments: gcpCiEnvironments,
    add: async (app, repository) => {
      const { GcpCiStack } = await import("cdktf-snowflake-mlops/gcp");
      new GcpCiStack(app, gcpCi(repository));
    },
  },
];

/**
 * The stacks with the identities of the pipelines on each cloud for which policies were written, by name; none before a repository is named.
 * Adding one throws a ValidationError if an environment has no policies although its cloud has, or if none has.
 */
export function pipelineAccess(): Readonly<Record<string, (app: App) => Promise<void>>> {
  if (pipelines === undefined) return {};
  const repository = pipelines;
  const used = CLOUDS.filter(({ environments }) => hasPolicies(environments));
  return Object.fromEntries(
    (used.length > 0 ? used : CLOUDS).map(({ name, add }) => [name, (app: App) => add(app, repository)]),
  );
}

import type { PipelineEnvironment } from "./environment";
import type { SnowflakeAuth } from "./snowflake";

/** The systems that pipelines are rendered for. */
export const SYSTEMS = ["github", "gitlab", "azure-devops"] as const;

export type PipelineSystem = (typeof SYSTEMS)[number];

/** What is rendered. */
export interface Pipeline {
  readonly environments: readonly PipelineEnvironment[];
  /** Whether a person approves the deploy of an environment. */
  needsApproval(environment: PipelineEnvironment): boolean;
  /** The branch that is deployed. */
  readonly branch: string;
  /** How the jobs sign in to Snowflake. */
  readonly snowflakeAuth: SnowflakeAuth;
  /** On GitLab, the branch whose merge requests are planned. @default - none is */
  readonly planBranch?: string;
  /** Hours of a session on AWS. */
  readonly sessionHours: number;
  /** On GitLab, the image of the jobs. */
  readonly image: string;
  /** First line of each file: how it was made. */
  readonly header: string;
}

export interface RenderedFile {
  /** Path in the repository. */
  readonly file: string;
  readonly text: string;
}

/** Which keys a pipeline has, for the header of its files. */
export const keysOf = ({ snowflakeAuth }: Pipeline): string =>
  snowflakeAuth === "key-pair"
    ? "with the private key of Snowflake's users in the secret store and no key of a cloud"
    : "without a stored key";

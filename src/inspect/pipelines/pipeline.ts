import type { PipelineEnvironment } from "./environment";

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
  /** First line of each file: how it was made. */
  readonly header: string;
}

export interface RenderedFile {
  /** Path in the repository. */
  readonly file: string;
  readonly text: string;
}

import type { Yaml } from "../yaml";

/** A step of a job. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export interface WorkflowStep {
  readonly [key: string]: Yaml | undefined;
  readonly name?: string;
  readonly uses?: Yaml;
  readonly run?: string;
  readonly with?: Readonly<Record<string, Yaml>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job. Every one sets the permissions that it needs. */
export interface WorkflowJob {
  readonly [key: string]: Yaml | undefined;
  readonly if?: string;
  readonly needs?: readonly string[];
  readonly "runs-on": string;
  readonly "timeout-minutes": number;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly WorkflowStep[];
}

/** A workflow whose token may do nothing, unless a job says so. */
export interface Workflow {
  readonly [key: string]: Yaml | undefined;
  readonly name: string;
  readonly on: Yaml;
  readonly permissions: Yaml;
  readonly defaults: { readonly run: { readonly shell: "bash" } };
  readonly jobs: Yaml;
}

export const RUNNER = "ubuntu-24.04";

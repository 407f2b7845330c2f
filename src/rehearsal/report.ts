import type { PlannedChange } from "./deploy/terraform";

/** One call of a SQL function, as far as it came. */
export interface ReportedCall {
  readonly function: string;
  readonly arguments: unknown[];
  /** The method that reached MLflow. */
  readonly verb?: string;
  /** The path that reached MLflow. */
  readonly path?: string;
  readonly status?: number;
  /** The VARIANT that the statement returned, or the text of its failure. */
  readonly result: unknown;
}

/** Something that the rehearsal could not show, and why. */
export interface Skipped {
  readonly what: string;
  readonly reason: string;
}

/** A setting in which a local server differs from the container that was applied. */
export interface ReportedDifference {
  readonly container: string;
  readonly setting: string;
  readonly applied: string;
  readonly local: string;
}

/** What a rehearsal did and saw; `--json` writes it. */
export interface RehearsalReport {
  readonly stack: string;
  /** True when every step held. */
  ok: boolean;
  /** Terraform's or OpenTofu's product name and version. */
  terraform: string;
  /** The backend block that local state stood in for. */
  replacedBackend: string;
  /** Managed resources in the state after the apply. */
  resources: number;
  apply: "done" | "failed" | "not run";
  secondPlan: { changes: number; planned: PlannedChange[]; outputs: string[] };
  /** Sources of the providers that were simulated: `hashicorp/aws`. */
  simulated: string[];
  /** Types in use for which the simulator knows the schema alone. */
  schemaOnly: string[];
  calls: ReportedCall[];
  differences: ReportedDifference[];
  /** Functions and procedures that no call went through to MLflow and back; their translators ran with rows of their argument types. */
  notCalled: string[];
  /** Where the rehearsal is not exactly as Snowflake is, one sentence each. */
  approximations: string[];
  /** Which local programs stood for the images, and how well the versions agree. */
  programs: string[];
  /** Facts that the scenario established, one sentence each. */
  shown: string[];
  /** What was left after the destroy; of a protected stack also what refused the first one, one sentence a resource. */
  destroy: { left: number; refused?: string[] };
  skipped: Skipped[];
  /** What went wrong; empty when `ok`. */
  failures: string[];
  /** Seconds by step, in order. */
  seconds: Record<string, number>;
}

/** An empty report of a stack. */
export function newReport(stack: string): RehearsalReport {
  return {
    stack,
    ok: false,
    terraform: "",
    replacedBackend: "",
    resources: 0,
    apply: "not run",
    secondPlan: { changes: 0, planned: [], outputs: [] },
    simulated: [],
    schemaOnly: [],
    calls: [],
    differences: [],
    notCalled: [],
    approximations: [],
    programs: [],
    shown: [],
    destroy: { left: 0 },
    skipped: [],
    failures: [],
    seconds: {},
  };
}

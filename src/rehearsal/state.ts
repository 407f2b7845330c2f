import { readFileSync } from "node:fs";

/** One resource or data source instance of a Terraform state. */
export interface AppliedResource {
  /** `aws_s3_bucket.artifacts`; data sources begin with `data.`. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  /** True for a resource whose create failed after it was made: Terraform replaces it. */
  readonly tainted: boolean;
}

interface StateFile {
  readonly outputs?: Record<string, { readonly value: unknown; readonly sensitive?: boolean }>;
  readonly resources?: readonly {
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly attributes: Record<string, unknown>;
      readonly status?: string;
    }[];
  }[];
}

/** What Terraform wrote down after an apply: the only thing that the local servers and the function runtime are made from. */
export class AppliedState {
  /** Reads a state file (version 4). */
  public static read(file: string): AppliedState {
    return new AppliedState(JSON.parse(readFileSync(file, "utf8")) as StateFile);
  }

  public readonly resources: readonly AppliedResource[];
  public readonly outputs: Readonly<Record<string, unknown>>;

  constructor(state: StateFile) {
    this.resources = (state.resources ?? []).flatMap((resource) =>
      resource.instances.map((instance) => ({
        address: `${resource.mode === "data" ? "data." : ""}${resource.type}.${resource.name}${
          instance.index_key === undefined ? "" : `[${JSON.stringify(instance.index_key)}]`
        }`,
        mode: resource.mode,
        type: resource.type,
        name: resource.name,
        attributes: instance.attributes,
        tainted: instance.status === "tainted",
      })),
    );
    this.outputs = Object.fromEntries(
      Object.entries(state.outputs ?? {}).map(([name, output]) => [name, output.value]),
    );
  }

  /** Every managed resource of a type. */
  public all(type: string): AppliedResource[] {
    return this.resources.filter((resource) => resource.mode === "managed" && resource.type === type);
  }

  /**
   * The only managed resource of a type.
   * @throws Error when there is none or more than one
   */
  public one(type: string): AppliedResource {
    const found = this.all(type);
    const [first] = found;
    if (first === undefined || found.length > 1) {
      throw new Error(`the state holds ${found.length} resources of type ${type}; exactly one is needed`);
    }
    return first;
  }
}

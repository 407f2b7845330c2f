import { readFileSync } from "node:fs";
import type { Held } from "./simulator/account";

type Attributes = Record<string, unknown>;

/** One resource or data source instance of a Terraform state. */
export interface AppliedResource {
  /** `aws_s3_bucket.artifacts`; data sources begin with `data.`. */
  readonly address: string;
  /** `existing` is what was there before the deploy, and is in no state. */
  readonly mode: "managed" | "data" | "existing";
  readonly type: string;
  readonly name: string;
  readonly attributes: Attributes;
  /** Attributes that Terraform hides in plans because their values come from sensitive ones. */
  readonly hidden: readonly string[];
  /** True for a resource whose create failed after the object was created: Terraform replaces it. */
  readonly tainted: boolean;
}

interface StateFile {
  readonly outputs?: Record<string, { readonly value: unknown; readonly sensitive?: boolean }>;
  readonly resources?: readonly {
    readonly mode: AppliedResource["mode"];
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly attributes: Attributes;
      /** Paths, step by step; the first step is an attribute. */
      readonly sensitive_attributes?: readonly (readonly { readonly value: unknown }[])[];
      readonly status?: string;
    }[];
  }[];
}

/**
 * What Terraform wrote down after an apply, and what existed before it: the only things that the local servers and the function runtime
 * are made from.
 */
export class AppliedState {
  /** Reads a state file (version 4). */
  public static read(file: string): AppliedState {
    return new AppliedState(JSON.parse(readFileSync(file, "utf8")) as StateFile);
  }

  public readonly resources: readonly AppliedResource[];
  public readonly outputs: Readonly<Record<string, unknown>>;

  constructor(
    private readonly state: StateFile,
    private readonly existing: readonly Held[] = [],
  ) {
    const applied = (state.resources ?? []).flatMap((resource) =>
      resource.instances.map((instance) => ({
        address: `${resource.mode === "data" ? "data." : ""}${resource.type}.${resource.name}${
          instance.index_key === undefined ? "" : `[${JSON.stringify(instance.index_key)}]`
        }`,
        mode: resource.mode,
        type: resource.type,
        name: resource.name,
        attributes: instance.attributes,
        hidden: (instance.sensitive_attributes ?? []).map(([first]) => String(first?.value)),
        tainted: instance.status === "tainted",
      })),
    );
    this.resources = [
      ...applied,
      ...existing.map(({ type, id, values }) => ({
        address: `${type} ${id}`,
        mode: "existing" as const,
        type,
        name: id,
        attributes: values,
        hidden: [],
        tainted: false,
      })),
    ];
    this.outputs = Object.fromEntries(
      Object.entries(state.outputs ?? {}).map(([name, output]) => [name, output.value]),
    );
  }

  /** The same with what existed before the deploy. */
  public including(existing: readonly Held[]): AppliedState {
    return new AppliedState(this.state, existing);
  }

  /** The same with other attributes of resources: what Terraform reads next time. */
  public with(attributes: (type: string, applied: Attributes) => Attributes): AppliedState {
    const resources = this.state.resources?.map((resource) => ({
      ...resource,
      instances: resource.instances.map((instance) => ({
        ...instance,
        attributes: resource.mode === "data" ? instance.attributes : attributes(resource.type, instance.attributes),
      })),
    }));
    return new AppliedState({ ...this.state, resources }, this.existing);
  }

  /** Every resource of a type, data sources left out. */
  public all(type: string): AppliedResource[] {
    return this.resources.filter((resource) => resource.mode !== "data" && resource.type === type);
  }

  /**
   * The only resource of a type.
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

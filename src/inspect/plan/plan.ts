import { isObject, objectOf, type JsonObject } from "../../core/json";
import { attributeChanges, pathOf, UNKNOWN, type AttributeChange } from "./attributes";
import { NotAPlan } from "./read";

/** What a plan does to an object. */
export enum ChangeKind {
  ADD = "add",
  CHANGE = "change",
  REPLACE = "replace",
  DESTROY = "destroy",
  /** Terraform no longer manages the object, which stays. */
  FORGET = "forget",
  /** The object stays as it is: it has another address, or the state takes it in. */
  NONE = "none",
}

/** One resource in a plan. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly kind: ChangeKind;
  /** The address that it had before. @default - the same */
  readonly previousAddress?: string;
  /** It exists and is taken into the state. */
  readonly isImported: boolean;
  /** It is what a replacement left behind, not the object at the address. */
  readonly isDeposed: boolean;
  /** Why Terraform replaces or destroys it. @default - Terraform gives no reason */
  readonly reason?: string;
  /** Paths of the attributes that force its replacement. */
  readonly forcedBy: readonly string[];
  readonly attributes: readonly AttributeChange[];
}

/** One output in a plan. */
export interface OutputChange {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly attributes: readonly AttributeChange[];
}

/** A check of the configuration that fails. */
export interface FailedCheck {
  readonly address: string;
  readonly problems: readonly string[];
}

/** What `terraform show -json` tells of a plan. */
export interface TerraformPlan {
  /** Managed resources: those that change, move or are imported. */
  readonly changes: readonly ResourceChange[];
  /** Managed objects that differ from what the last deploy left, with what they are now. */
  readonly outside: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  readonly failedChecks: readonly FailedCheck[];
  /** Managed resources that stay. */
  readonly kept: number;
  /** Terraform ended the plan with an error. */
  readonly isErrored: boolean;
  /** The plan leaves changes out, for example by -target; false for OpenTofu, which does not say. */
  readonly isIncomplete: boolean;
  /** Arguments by type before the deploy, and after it. Values that are unknown yet are replaced by words. */
  readonly before: ReadonlyMap<string, JsonObject[]>;
  readonly after: ReadonlyMap<string, JsonObject[]>;
}

// https://developer.hashicorp.com/terraform/internals/json-format#change-representation
const KINDS: Readonly<Record<string, ChangeKind>> = {
  "no-op": ChangeKind.NONE,
  read: ChangeKind.NONE,
  create: ChangeKind.ADD,
  update: ChangeKind.CHANGE,
  delete: ChangeKind.DESTROY,
  forget: ChangeKind.FORGET,
  "create+delete": ChangeKind.REPLACE,
  // The old object stays, and nothing uses it any more.
  "create+forget": ChangeKind.REPLACE,
};

const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "its creation did not end",
  replace_by_request: "requested by -replace",
  replace_by_triggers: "a resource of its replace_triggered_by changes",
  delete_because_no_resource_config: "it is no longer in the code",
  delete_because_no_module: "its module is no longer in the code",
  delete_because_no_move_target: "it moves to an address that is not in the code",
  delete_because_wrong_repetition: "the code uses another repetition",
  delete_because_count_index: "count no longer includes it",
  delete_because_each_key: "for_each no longer includes it",
};

/**
 * Reads a plan.
 * @param json the output of `terraform show -json`, as `parsePlan` returns it
 * @throws NotAPlan for an action that this version does not know
 */
export function readPlan(json: JsonObject): TerraformPlan {
  const managed = objects(json.resource_changes).filter(({ mode }) => mode === "managed");
  const changes = managed.map(resourceChange);
  return {
    changes: changes.filter(
      ({ kind, previousAddress, isImported }) =>
        kind !== ChangeKind.NONE || previousAddress !== undefined || isImported,
    ),
    outside: objects(json.resource_drift)
      .filter(({ mode }) => mode === "managed")
      .map(resourceChange)
      .filter(({ kind }) => kind !== ChangeKind.NONE),
    outputs: outputChanges(json.output_changes),
    failedChecks: failedChecks(json.checks),
    kept: changes.filter(({ kind }) => ![ChangeKind.DESTROY, ChangeKind.FORGET].includes(kind)).length,
    isErrored: json.errored === true,
    isIncomplete: json.complete === false,
    before: byType(managed, ({ before }) => before),
    after: byType(managed, ({ after, after_unknown: unknown }) => withUnknowns(after, unknown)),
  };
}

function resourceChange(json: JsonObject): ResourceChange {
  const change = objectOf(json.change);
  const address = String(json.address);
  const { previous_address: previous, action_reason: reason, deposed } = json;
  const kind = kindOf(change.actions, address);
  return {
    address,
    type: String(json.type),
    kind,
    previousAddress: typeof previous === "string" && previous !== address ? previous : undefined,
    isImported: isObject(change.importing),
    isDeposed: deposed !== undefined,
    reason: typeof reason === "string" ? REASONS[reason] : undefined,
    forcedBy: lists(change.replace_paths)
      .map(pathOf)
      .filter((path) => path !== ""),
    // What is added or destroyed is not listed attribute by attribute.
    attributes: kind === ChangeKind.CHANGE || kind === ChangeKind.REPLACE ? attributesOf(change) : [],
  };
}

function attributesOf(change: JsonObject): AttributeChange[] {
  const { before, after } = change;
  return attributeChanges(
    { value: before, sensitive: change.before_sensitive },
    { value: after, sensitive: change.after_sensitive, unknown: change.after_unknown },
  );
}

function kindOf(actions: unknown, address: string): ChangeKind {
  const names = [actions].flat().map(String).sort();
  const kind = KINDS[names.join("+")];
  if (kind === undefined)
    throw new NotAPlan(
      `The plan does to ${address} what this command does not know: ${names.join(", ")}`,
      "Update this package.",
    );
  return kind;
}

function outputChanges(json: unknown): OutputChange[] {
  return Object.entries(objectOf(json)).flatMap(([name, value]) => {
    const change = objectOf(value);
    const kind = kindOf(change.actions, `output.${name}`);
    return kind === ChangeKind.NONE ? [] : [{ name, kind, attributes: attributesOf(change) }];
  });
}

function failedChecks(json: unknown): FailedCheck[] {
  return objects(json)
    .filter(({ status }) => status === "fail" || status === "error")
    .map(({ address, instances }) => ({
      address: String(objectOf(address).to_display),
      problems: objects(instances).flatMap(({ problems }) => objects(problems).map(({ message }) => String(message))),
    }));
}

function byType(managed: readonly JsonObject[], read: (change: JsonObject) => unknown): Map<string, JsonObject[]> {
  const found = new Map<string, JsonObject[]>();
  for (const { type, change, deposed } of managed) {
    const values = read(objectOf(change));
    if (isObject(values) && deposed === undefined)
      found.set(String(type), [...(found.get(String(type)) ?? []), values]);
  }
  return found;
}

/** A planned value whose unknown parts, which Terraform leaves out, are words. */
function withUnknowns(value: unknown, unknown: unknown): unknown {
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value)) return value.map((each, index) => withUnknowns(each, [unknown].flat()[index]));
  if (!isObject(value)) return value;
  const names = [...Object.keys(value), ...Object.keys(objectOf(unknown))];
  return Object.fromEntries(names.map((name) => [name, withUnknowns(value[name], objectOf(unknown)[name])]));
}

const objects = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const lists = (value: unknown): unknown[][] =>
  Array.isArray(value) ? value.filter((each): each is unknown[] => Array.isArray(each)) : [];

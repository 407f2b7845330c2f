import { isObject, type JsonObject } from "../../core/json";

/** A file that is no plan that can be read; the message says what it is and what to do. */
export class NotAPlan extends Error {
  constructor(what: string, remedy: string) {
    super(`${what}. ${remedy}`);
    this.name = "NotAPlan";
  }
}

const SHOW = "Run: terraform show -json plan.tfplan > plan.json";

/** Formats of other files that people have at hand, each with what it is. */
const OTHERS: readonly (readonly [what: string, is: (json: JsonObject) => boolean])[] = [
  ["is a state", ({ values }) => isObject(values)],
  ["is a state", ({ lineage }) => typeof lineage === "string"],
  ["is an encrypted plan", ({ encrypted_data: data }) => data !== undefined],
  ["is the configuration of a stack", ({ terraform }) => isObject(terraform)],
];

/**
 * Parses the output of `terraform show -json <plan>`.
 * @param name the name of the file, for messages
 * @throws NotAPlan for anything else
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export function parsePlan(content: Buffer, name: string): JsonObject {
  // A saved plan is a zip file.
  if (content.subarray(0, 2).toString("latin1") === "PK")
    throw new NotAPlan(`${name} is a saved plan, not its JSON`, SHOW);
  const text = content.toString("utf8").trim();
  if (text === "") throw new NotAPlan(`${name} is empty`, SHOW);
  const json = jsonOf(text, name);
  const { format_version: version, resource_changes: changes, planned_values: planned } = json;
  const other = OTHERS.find(([, is]) => is(json));
  if (other !== undefined) throw new NotAPlan(`${name} ${other[0]}, not a plan`, SHOW);
  if (typeof version !== "string" || (changes === undefined && planned === undefined))
    throw new NotAPlan(`${name} is not the JSON of a plan`, SHOW);
  // A minor version adds members; a major one may change the meaning of those that are read here.
  if (!/^1\.\d+$/.test(version))
    throw new NotAPlan(
      `${name} has format_version ${version}, and this command reads 1.x`,
      "Use Terraform 1.5 or newer, or OpenTofu, or update this package.",
    );
  if (isRefreshOnly(json))
    throw new NotAPlan(
      `${name} is a plan of -refresh-only, which does not compare with the code`,
      "Plan without -refresh-only.",
    );
  return json;
}

function jsonOf(text: string, name: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const what = text.startsWith('{"@level"') ? "holds the log lines of `terraform plan -json`" : "is not JSON";
    throw new NotAPlan(`${name} ${what}`, SHOW);
  }
  if (!isObject(json)) throw new NotAPlan(`${name} is not the JSON of a plan`, SHOW);
  return json;
}

/** An ordinary plan has an entry for each resource, also for those that do not change. */
function isRefreshOnly({ resource_changes: changes, resource_drift: drift }: JsonObject): boolean {
  return [changes ?? []].flat().length === 0 && [drift ?? []].flat().length > 0;
}

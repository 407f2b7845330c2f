import { Testing } from "cdktf";
import type { JsonObject } from "../../../src/core/json";
import { findingsOf, uncheckedOf, type Finding } from "../../../src/inspect/rules";
import { SynthesizedStack, type StackJson } from "../../../src/inspect/stack";
import { sensitiveAttributes } from "../../../src/rehearsal/simulator/sensitive-attributes";
import { STACKS } from "../../support/stacks";

const synthesized = new Map<string, string>();

/** A stack of this repository as JSON that a test may edit. */
export function stackJson(name: string): StackJson {
  let text = synthesized.get(name);
  if (text === undefined) {
    const make = STACKS.find(([stack]) => stack === name)?.[1];
    if (make === undefined) throw new Error(`there is no stack ${name}`);
    text = Testing.synth(make(), true);
    synthesized.set(name, text);
  }
  return JSON.parse(text) as StackJson;
}

const SENSITIVE = sensitiveAttributes(["aws", "azurerm", "google", "snowflake"]);

export const findings = (json: JsonObject): Finding[] => findingsOf(new SynthesizedStack(json), SENSITIVE);

/** An edit of the first resource of a type; `where` is a part of its name. */
export interface Edit {
  readonly type: string;
  readonly where?: string;
  edit(values: JsonObject): void;
}

/** What the rules find in a stack after an edit that must change it. */
export const findingsAfter = (name: string, edit: Edit): Finding[] => findings(editedJson(name, edit));

/** What the rules cannot check in a stack, after an edit if there is one. */
export const unchecked = (name: string, edit?: Edit) =>
  uncheckedOf(new SynthesizedStack(edit === undefined ? stackJson(name) : editedJson(name, edit)), SENSITIVE);

function editedJson(name: string, { type, where = "", edit }: Edit): StackJson {
  const json = stackJson(name);
  const [, values] = Object.entries(json.resource?.[type] ?? {}).find(([id]) => id.includes(where)) ?? [];
  if (values === undefined) throw new Error(`${name} has no ${type} ${where}`);
  const before = JSON.stringify(values);
  edit(values);
  if (JSON.stringify(values) === before) throw new Error("the edit changed nothing");
  return json;
}

/** An edit that replaces text in an attribute. */
export function replaced(attribute: string, from: string | RegExp, to: string): Edit["edit"] {
  return (values) => {
    const text = JSON.stringify(values[attribute]);
    values[attribute] = JSON.parse(text.replace(from, to)) as unknown;
  };
}

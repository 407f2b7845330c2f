import { createHash } from "node:crypto";
import type { DataSourceRule, Values } from "../../../simulator/rule";
import { blocks, text, texts } from "../../../simulator/readers";
import { refuse } from "../../../simulator/writers";

type Json = Record<string, unknown>;

/** One value stands alone, several are sorted in reverse, as the provider writes them. */
function list(values: readonly string[]): string | string[] | undefined {
  if (values.length === 0) return undefined;
  return values.length === 1 ? values[0] : [...values].sort().reverse();
}

function principals(statement: Values, name: string): unknown {
  const found: Record<string, string[]> = {};
  for (const entry of blocks(statement, name)) {
    const type = text(entry, "type") ?? "";
    found[type] = [...(found[type] ?? []), ...texts(entry, "identifiers")];
  }
  const types = Object.keys(found);
  if (types.length === 0) return undefined;
  if (types.length === 1 && found["*"]?.join() === "*") return "*";
  return Object.fromEntries(types.sort().map((type) => [type, list(found[type] ?? [])]));
}

function conditions(statement: Values): unknown {
  const found: Record<string, Record<string, unknown>> = {};
  for (const condition of blocks(statement, "condition")) {
    const keys = (found[text(condition, "test") ?? ""] ??= {});
    keys[text(condition, "variable") ?? ""] = list(texts(condition, "values"));
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function renderStatement(statement: Values): Json {
  return {
    Sid: text(statement, "sid"),
    Effect: text(statement, "effect") ?? "Allow",
    Action: list(texts(statement, "actions")),
    NotAction: list(texts(statement, "not_actions")),
    Resource: list(texts(statement, "resources")),
    NotResource: list(texts(statement, "not_resources")),
    Principal: principals(statement, "principals"),
    NotPrincipal: principals(statement, "not_principals"),
    Condition: conditions(statement),
  };
}

function statementsOf(json: string, attribute: string): Json[] {
  try {
    const document = JSON.parse(json) as { Statement?: Json | Json[] };
    return [document.Statement ?? []].flat();
  } catch {
    return refuse(`${attribute}: not a JSON policy document`, attribute);
  }
}

/** Later statements replace earlier ones of the same Sid. */
function merge(into: Json[], more: readonly Json[]): Json[] {
  return more.reduce((merged, statement) => {
    const at = merged.findIndex((other) => other.Sid !== undefined && other.Sid !== "" && other.Sid === statement.Sid);
    return at < 0 ? [...merged, statement] : merged.map((other, index) => (index === at ? statement : other));
  }, into);
}

/**
 * A policy written as blocks. Source documents come first, override documents last.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export const policyDocument: DataSourceRule = {
  type: "aws_iam_policy_document",
  cites: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document",
  read: (context) => {
    const { config, values } = context;
    const documents = (single: string, plural: string): Json[] =>
      [...[text(config, single) ?? []].flat(), ...texts(config, plural)].flatMap((json) => statementsOf(json, plural));
    const own = blocks(config, "statement").map(renderStatement);
    const sids = own.flatMap((statement) => (typeof statement.Sid === "string" ? [statement.Sid] : []));
    const double = sids.find((sid, index) => sids.indexOf(sid) !== index);
    if (double !== undefined)
      refuse(`duplicate Sid (${double}). Remove the Sid or ensure the Sid is unique.`, "statement");

    const sources = merge([], documents("source_json", "source_policy_documents"));
    const statements = merge(merge(sources, own), documents("override_json", "override_policy_documents"));
    const document = {
      Version: text(config, "version") ?? "2012-10-17",
      Id: text(config, "policy_id"),
      Statement: statements,
    };
    const json = escapeHtml(JSON.stringify(document, null, 2));
    values.json = json;
    values.minified_json = escapeHtml(JSON.stringify(document));
    values.id = String(Number.parseInt(createHash("sha256").update(json).digest("hex").slice(0, 8), 16));
  },
};

/** Go's JSON encoder escapes these three. */
function escapeHtml(json: string): string {
  return json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

import { transformSync } from "@swc/core";
import { Testing, type TerraformStack } from "cdktf";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Catalogue, KedroFunctions, RetrySafety } from "../../src/mlflow";
import * as mlflow from "../../src/mlflow";
import { GET_OR_CREATE_RUN } from "../../src/mlflow/procedures/get-or-create-run";
import { LIST_ALL } from "../../src/mlflow/procedures/list-all";
import * as snowflake from "../../src/snowflake";
import { DEFINITIONS, refusal } from "./support/translators";

const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "functions.md"), "utf8");
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map((match) => match[1] ?? "");

describe("docs/functions.md", () => {
  test("has a stack that synthesizes", () => {
    const [source = ""] = blocks("ts");
    const { code } = transformSync(source, {
      jsc: { target: "es2022", parser: { syntax: "typescript" } },
      module: { type: "commonjs" },
    });
    const real = createRequire(__filename);
    const own: Record<string, unknown> = {
      "cdktf-snowflake-mlops/mlflow": mlflow,
      "cdktf-snowflake-mlops/snowflake": snowflake,
    };
    const exported: Record<string, new (scope: unknown, id: string) => TerraformStack> = {};
    new Function("require", "exports", code)((name: string) => own[name] ?? real(name), exported);
    const Stack = exported.TrackingFunctionsStack;
    if (Stack === undefined) throw new Error("the page exports no stack");
    const json = JSON.parse(Testing.synth(new Stack(Testing.app(), "docs"), true)) as {
      resource: Record<string, object>;
    };
    expect(Object.keys(json.resource.snowflake_external_function ?? {})).toHaveLength(48);
  });

  test("calls in its SQL only functions that exist", () => {
    const known = [...DEFINITIONS.map((definition) => definition.name), "MLFLOW_CALL", GET_OR_CREATE_RUN, LIST_ALL];
    const named = [...PAGE.matchAll(/\bMLFLOW_[A-Z0-9_]+(?=\()/g)].map((match) => match[0]);
    for (const name of named) expect(known).toContain(name);
    for (const name of KedroFunctions.NAMES) expect(named).toContain(name);
  });

  test("has every function of the REST set, with an example", () => {
    const headings = [...PAGE.matchAll(/^#### (\w+)$/gm)].map((match) => match[1]);
    const names = DEFINITIONS.map((definition) => definition.name).filter(
      (name) => !KedroFunctions.NAMES.includes(name),
    );
    expect(headings.sort()).toEqual(names.sort());
    const calls = blocks("sql").join("\n");
    for (const name of names) expect(calls).toContain(`SELECT ${name}(`);
  });

  test("names every function of which a repeated request makes another object", () => {
    const [, chapter = ""] = /^## Repeated requests\n([^]*?)^`MLFLOW_RUN_GET_OR_CREATE/m.exec(PAGE) ?? [];
    const named = [...chapter.matchAll(/`(MLFLOW_\w+)`/g)].map((match) => match[1]);
    const making = DEFINITIONS.filter(({ operation }) => operation.retry === RetrySafety.NEW_OBJECT);
    expect(new Set(named)).toEqual(new Set(making.map(({ name }) => name)));
  });

  test("names what is not offered, and why", () => {
    const table = PAGE.replace(/ +\|/g, " |");
    for (const { what, reason } of Catalogue.leftOut()) expect(table).toContain(`\n| ${what} | ${reason} |\n`);
  });

  test("shows messages as the translators write them", () => {
    const run = "948e2671de8647c1acc0559c010325e0";
    for (const [name, args] of [
      ["MLFLOW_RUN_UPDATE", [run, "DONE"]],
      ["MLFLOW_RUN_LOG_METRIC", [run, "k", "NaN"]],
      ["MLFLOW_RUNS_LOG_BATCH", [run, [{ key: "a", value: 1 }, { key: "b" }], null, null, null]],
      ["MLFLOW_DELETE_LOGGED_MODEL_TAG", ["m-1", "a/b"]],
    ] as const)
      expect(PAGE).toContain(`    ${refusal(name, [...args])}\n`);
  });
});

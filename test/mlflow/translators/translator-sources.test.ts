import { parse } from "acorn";
import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import { callTranslator } from "../../../src/mlflow/translators/call";
import { RESPONSE_TRANSLATOR } from "../../../src/mlflow/translators/response";
import { requestTranslator } from "../../../src/mlflow/translators/request";
import { definition, DEFINITIONS, MAX_URL } from "../support/translators";

const SOURCES: [string, string][] = [
  ["the response translator", RESPONSE_TRANSLATOR],
  ["MLFLOW_CALL", callTranslator("MLFLOW_CALL", Catalogue.allGroups(), MAX_URL)],
  ...DEFINITIONS.map((d): [string, string] => [d.name, requestTranslator(d, MAX_URL)]),
];

describe.each(SOURCES)("%s", (_, source) => {
  test("parses as the body of an ES2015 function", () => {
    parse(source, { ecmaVersion: 2015, allowReturnOutsideFunction: true });
  });

  test("holds nothing that Terraform or SQL would read as its own", () => {
    for (const text of ["${", "%{", "$$"]) expect(source).not.toContain(text);
  });

  test("uses no chance, no evaluation of text, and the clock for the statement's time alone", () => {
    expect(source).not.toMatch(/\b(eval|Function|Date\.parse|Math\.random|globalThis|setTimeout)\b/);
    expect(source).not.toMatch(/new Date\(\)/);
    const clock = source.match(/Date\.now\(\)/g) ?? [];
    expect(clock).toHaveLength(source.includes("let statementTime = Date.now();") ? 1 : 0);
  });

  test("is well below Snowflake's 100 KB", () => {
    expect(Buffer.byteLength(source)).toBeLessThan(20 * 1024);
  });
});

test("a translator holds only the functions that its operation uses", () => {
  const small = requestTranslator(definition("MLFLOW_RUNS_DELETE"), MAX_URL);
  for (const unused of ["statementTime", "double", "list", "queryOf", "withIdentity", "withOptions", "CONTEXT"]) {
    expect(small).not.toContain(unused);
  }
});

import { readFileSync } from "node:fs";
import { ModelColumnType } from "../../../src/mlflow";
import { SCORING_ADVICE, SCORING_ERRORS, SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { COLUMN_FORMS } from "../../../src/mlflow/scoring/sql-types";

const page = readFileSync("docs/serving.md", "utf8");
const cells = (line: string) => line.split("|").map((cell) => cell.trim());
const rows = page.split("\n").map(cells);

test.each(Object.values(ModelColumnType))("docs/serving.md has the SQL type of %s", (type) => {
  const row = rows.find(([, name]) => name === `\`${type}\``);
  expect(row?.[2]).toBe(COLUMN_FORMS[type].sqlType);
});

test("docs/serving.md has each kind of error, and no other", () => {
  const start = page.indexOf("### Errors");
  const table = page.slice(start, page.indexOf("###", start + 4));
  const kinds = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, kind]) => kind);
  expect(kinds).toEqual(Object.values(SCORING_ERRORS).map(({ kind }) => kind));
});

test("docs/serving.md gives the time and the advice that the messages give", () => {
  expect(page).toContain(`The model has ${SCORING_TIMEOUT_SECONDS} seconds for a request.`);
  const advice = `${SCORING_ADVICE.slice(0, 1).toLowerCase()}${SCORING_ADVICE.slice(1)}`;
  expect(page.replace(/\s+/g, " ").replace(/`/g, "")).toContain(advice);
});

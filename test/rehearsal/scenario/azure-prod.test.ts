import type { RehearsalReport } from "../../../src/rehearsal/report";
import { rehearsedStack } from "../../support/rehearsed-stack";

let report: RehearsalReport;
let status: number | null;
let output: string;

beforeAll(async () => {
  ({ report, status, output } = await rehearsedStack("azure-prod"));
}, 500_000);

test("all holds, and the exit status says so", () => {
  expect({ status, failures: report.failures, skipped: report.skipped, schemaOnly: report.schemaOnly }).toEqual({
    status: 0,
    failures: [],
    skipped: [],
    schemaOnly: [],
  });
});

test("a destroy is refused for everything that holds data, and the report says by what", () => {
  const refused = report.destroy.refused ?? [];
  const prevented = refused.filter((each) => each.includes("prevent_destroy")).map((each) => each.split(".")[0]);
  expect(prevented.sort()).toEqual([
    "azurerm_postgresql_flexible_server",
    "azurerm_storage_account",
    "snowflake_database",
    "snowflake_schema",
    "snowflake_stage",
  ]);
  for (const each of refused) expect(output).toContain(each);
});

test("without protection the same stack is applied, plans empty, and is destroyed to nothing", () => {
  expect(Object.keys(report.seconds)).toEqual(
    expect.arrayContaining(["refused destroy", "deploy without protection", "second plan without protection"]),
  );
  expect(report.secondPlan.changes).toBe(0);
  expect(report.destroy.left).toBe(0);
});

test("the functions of prod reach MLflow through the virtual network", () => {
  expect(report.calls.length).toBeGreaterThan(5);
  expect(new Set(report.calls.map((call) => call.status))).toEqual(new Set([200]));
});

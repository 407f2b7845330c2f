import type { RehearsalReport } from "../../src/rehearsal/report";
import { rehearsedStack } from "./rehearsed-stack";

/** What holds for the rehearsal of a protected stack on every cloud. */
export function describeProtectedStack(
  name: string,
  /** Types of the resources that refuse to be destroyed, one for each resource, in alphabetical order. */
  prevented: readonly string[],
  /** Checks of one cloud. */
  more: (rehearsed: () => { readonly report: RehearsalReport; readonly refused: readonly string[] }) => void = () =>
    undefined,
): void {
  let report: RehearsalReport;
  let status: number | null;
  let output: string;

  beforeAll(async () => {
    ({ report, status, output } = await rehearsedStack(name));
  }, 500_000);

  const refusedBy = () => report.destroy.refused ?? [];

  test("all holds, and the exit status says so", () => {
    // These stacks have no model endpoint.
    const skipped = report.skipped.filter(({ what }) => what !== "scoring");
    expect({ status, failures: report.failures, skipped, schemaOnly: report.schemaOnly }).toEqual({
      status: 0,
      failures: [],
      skipped: [],
      schemaOnly: [],
    });
  });

  test("a destroy is refused for everything that holds data, and the report says by what", () => {
    const refused = refusedBy();
    const types = refused.filter((each) => each.includes("prevent_destroy")).map((each) => each.split(".")[0]);
    expect(types.sort()).toEqual(prevented);
    for (const each of refused) expect(output).toContain(each);
  });

  test("without protection the same stack is applied, plans empty, and is destroyed to nothing", () => {
    expect(Object.keys(report.seconds)).toEqual(
      expect.arrayContaining(["refused destroy", "deploy without protection", "second plan without protection"]),
    );
    expect(report.secondPlan.changes).toBe(0);
    expect(report.destroy.left).toBe(0);
  });

  test("the functions of prod reach MLflow", () => {
    expect(report.calls.length).toBeGreaterThan(5);
    expect(new Set(report.calls.map((call) => call.status))).toEqual(new Set([200]));
  });

  more(() => ({ report, refused: refusedBy() }));
}

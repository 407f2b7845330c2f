import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Catalogue, FunctionNames } from "../../../src/mlflow";
import { at, filled, holds, SAMPLES, STEPS, type Step } from "../support/examples";
import { OperationLevel, RetrySafety, type Operation } from "../../../src/mlflow/catalogue/types";
import type { Live } from "../support/live";
import { refusals } from "../support/refusals";
import { definition } from "../support/translators";
import { repeated } from "./repeats";

const OPERATIONS = new Map(
  Catalogue.operations()
    .filter((operation) => Catalogue.operation(operation.rpc).verb === operation.verb)
    .map((operation) => [FunctionNames.of(operation), operation]),
);
/** What was run, for the report. */
const report = new Map<string, string[]>();

function done(name: string, what: string): void {
  report.set(name, [...(report.get(name) ?? []), what]);
}

async function check(live: Live, step: Step, saved: Record<string, string>): Promise<void> {
  const args = filled(step.arguments, saved) as unknown[];
  if (step.fails !== undefined) {
    expect(await live.failure(step.function, ...args)).toContain(`remote service error: ${step.fails} `);
    return;
  }
  const { body } = await live.call(step.function, ...args);
  const seen = (pattern: unknown) => ({ body, holds: holds(body, filled(pattern, saved)), pattern });
  if (step.expect !== undefined) expect(seen(step.expect)).toMatchObject({ holds: true });
  if (step.without !== undefined) expect(seen(step.without)).toMatchObject({ holds: false });
  for (const [name, path] of Object.entries(step.save ?? {})) saved[name] = String(at(body, path ?? ""));
}

export function everyOperation(live: Live): void {
  const saved: Record<string, string> = {};

  test.each(STEPS.map((step, index) => [index + 1, step.function, step] as const))(
    "%i %s does what it says, and sent again what the catalogue says",
    async (_index, name, step) => {
      await check(live, step, saved);
      if (step.then !== undefined) await check(live, step.then, saved);
      const seen = step.then === undefined ? "its answer" : step.then.function;
      done(
        name,
        step.fails === undefined
          ? `valid call, seen by ${seen}`
          : `valid call, which MLflow answers with ${step.fails}`,
      );
      const { level, retry } = definition(name).operation;
      if (level === OperationLevel.READ) return;
      // That another time makes another point is shown with the requests that Snowflake repeats.
      const said = retry === RetrySafety.SAFE_WITH_TIMESTAMP ? RetrySafety.SAFE : retry;
      expect([name, await repeated(live, name, filled(step.arguments, saved) as unknown[])]).toEqual([name, said]);
      done(name, `sent again: ${retry}`);
    },
  );

  test.each(STEPS.map((step) => [step.function, step] as const))(
    "%s fails without each required field and with a wrong type in each field, and nothing is sent",
    async (name, step) => {
      const cases = refusals(definition(name), filled(step.arguments, SAMPLES) as unknown[]);
      const before = live.requests;
      for (const { what, args, message } of cases) {
        const { error, attempts } = await live.statement(name, ...args);
        expect([what, error, attempts]).toEqual([what, expect.stringContaining(message), 0]);
      }
      expect(live.requests).toBe(before);
      const required = definition(name).operation.fields.filter((field) => field.required && !field.now);
      const without = cases.filter(({ what }) => what.startsWith("without "));
      expect(without.length).toBeGreaterThanOrEqual(required.length);
      expect(cases.length).toBeGreaterThan(without.length);
      done(name, `refused, nothing sent: ${cases.map(({ what }) => what).join(", ")}`);
    },
  );

  test("every operation was run, those of the default groups to a success", () => {
    const facts = ({ level }: Operation) => (level === OperationLevel.READ ? 2 : 3);
    const lacking = [...OPERATIONS].filter(([name, operation]) => report.get(name)?.length !== facts(operation));
    expect(lacking.map(([name]) => name)).toEqual([]);
    const defaults = new Set(Catalogue.operations(Catalogue.defaultGroups()).map((each) => FunctionNames.of(each)));
    expect(STEPS.filter((step) => step.fails !== undefined && defaults.has(step.function))).toEqual([]);
  });

  afterAll(() => {
    const lines = [...report].map(([name, what]) => {
      const operation = OPERATIONS.get(name);
      return [`${name}: ${operation?.verb} ${operation?.path}`, ...what].join("\n  ");
    });
    const folder = join(tmpdir(), "mlops-reports");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "mlflow-operations.txt");
    writeFileSync(file, `${lines.join("\n")}\n`);
    process.stdout.write(`${report.size} operations of MLflow, one by one: ${file}\n`);
  });
}

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Catalogue, FunctionNames } from "../../../src/mlflow";
import { FieldType, type Field } from "../../../src/mlflow/catalogue/types";
import { at, filled, holds, SAMPLES, STEPS, type Step } from "../support/examples";
import type { Live } from "../support/live";
import { definition, refusal } from "../support/translators";

const OPERATIONS = new Map(
  Catalogue.operations()
    .filter((operation) => Catalogue.operation(operation.rpc).verb === operation.verb)
    .map((operation) => [FunctionNames.of(operation), operation]),
);
/** What was run, for the report: a line an operation. */
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

/** A value of a type that the field does not have. */
function wrong(field: Field): unknown {
  if (field.type === FieldType.JSON) return undefined;
  return field.type === FieldType.BOOL && !field.repeated ? "yes" : true;
}

export function everyOperation(live: Live): void {
  const saved: Record<string, string> = {};

  test.each(STEPS.map((step, index) => [index + 1, step.function, step] as const))(
    "%i %s does what it says",
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
    },
  );

  test.each(Object.values(STEPS).map((step) => [step.function, step] as const))(
    "%s is refused without each required field, and with a value of a wrong type",
    (name, { arguments: given }) => {
      const args = filled(given, SAMPLES) as unknown[];
      const { arguments: named, operation, options } = definition(name);
      const required = named.flatMap((argument, index) => {
        const field = operation.fields.find((each) => each.name === argument.field);
        return field?.required && !field.now ? [{ argument, field, index }] : [];
      });
      for (const { argument, index } of required) {
        const left = args.map((value, place) => (place === index ? null : value));
        expect(refusal(name, left)).toMatch(new RegExp(`^${name}: ${argument.name} is required`));
      }
      done(
        name,
        `refused without ${required.map(({ argument }) => argument.name).join(", ") || "nothing: no field is required"}`,
      );

      const first = required.find(({ field }) => wrong(field) !== undefined);
      if (first !== undefined) {
        const other = args.map((value, place) => (place === first.index ? wrong(first.field) : value));
        expect(refusal(name, other)).toMatch(new RegExp(`^${name}: ${first.argument.name} `));
        done(name, `refused with a wrong ${first.argument.name}`);
        return;
      }
      const option = operation.fields.find((field) => options.includes(field.name) && wrong(field) !== undefined);
      if (option === undefined) throw new Error(`${name} has nothing to be wrong`);
      const other = [...args.slice(0, -1), { [option.name]: wrong(option) }];
      expect(refusal(name, other)).toMatch(new RegExp(`^${name}: OPTIONS\\.${option.name}`));
      done(name, `refused with a wrong OPTIONS.${option.name}`);
    },
  );

  test("every operation was run, those of the default groups to a success", () => {
    expect([...OPERATIONS.keys()].filter((name) => report.get(name)?.length !== 3)).toEqual([]);
    const defaults = new Set(Catalogue.operations(Catalogue.defaultGroups()).map((each) => FunctionNames.of(each)));
    expect(STEPS.filter((step) => step.fails !== undefined && defaults.has(step.function))).toEqual([]);
  });

  afterAll(() => {
    const lines = [...report].map(([name, what]) => {
      const operation = OPERATIONS.get(name);
      return `${name.padEnd(45)} ${`${operation?.verb} ${operation?.path}`.padEnd(62)} ${what.join("; ")}`;
    });
    const folder = join(tmpdir(), "mlops-reports");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "mlflow-operations.txt");
    writeFileSync(file, `${lines.join("\n")}\n`);
    process.stdout.write(`${report.size} operations of MLflow, one a line: ${file}\n`);
  });
}

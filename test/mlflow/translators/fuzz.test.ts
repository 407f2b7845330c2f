import fc from "fast-check";
import { invalidCall, problemOf, validCall } from "../support/fuzz-cases";
import { DEFINITIONS } from "../support/translators";

// `npm run fuzz` asks for 100,000; here each function gets a few, always the same.
const CASES = Number(process.env.FUZZ_CASES ?? 2_000);
const SEED = process.env.FUZZ_CASES === undefined ? 20261121 : Date.now();
const each = DEFINITIONS.filter((definition) => definition.arguments.every((argument) => !argument.asNameFilter));
const runs = Math.ceil(CASES / each.length / 2);
let cases = 0;

describe.each(each.map((definition) => [definition.name, definition] as const))("%s", (_name, definition) => {
  const check = (isValid: boolean) =>
    fc.assert(
      fc.property((isValid ? validCall : invalidCall)(definition), (values) => {
        cases++;
        const problem = problemOf(definition, values, isValid);
        if (problem !== undefined) throw new Error(problem);
      }),
      { numRuns: runs, seed: SEED },
    );

  test("what was asked arrives after decoding", () => check(true));
  test("what is wrong is not sent", () => check(false));
});

afterAll(() => process.stdout.write(`${cases} generated requests, seed ${SEED}\n`));

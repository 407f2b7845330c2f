import { rules as random } from "../../../../src/rehearsal/clouds/random";
import { runTrap, type Blocks, type TerraformConfig, type TrapResult } from "../../traps/trap";

const rules = [random];

const stack = (resource: Blocks, output?: TerraformConfig["output"]): TerraformConfig => ({
  terraform: { required_providers: { random: { source: "hashicorp/random" } } },
  provider: { random: [{}] },
  resource,
  ...(output && { output }),
});

describe("random values", () => {
  let result: TrapResult;
  const of = (type: string) => result.state.one(type).attributes;

  beforeAll(async () => {
    result = await runTrap({
      config: stack({
        random_id: { id: { byte_length: 4, prefix: "mlops-" } },
        random_password: { password: { length: 32, special: false, min_upper: 3 } },
        random_string: { string: { length: 6, upper: false, special: false } },
        random_uuid: { uuid: {} },
        random_pet: { pet: { prefix: "dev" } },
        random_integer: { integer: { min: 5, max: 6 } },
      }),
      rules,
    });
  }, 60_000);

  test("are made once: the second plan is empty", () => {
    expect(result.errors).toEqual([]);
    expect(result.changes).toEqual({});
  });

  test("have the lengths and characters that were asked for", () => {
    expect(of("random_string").result).toMatch(/^[a-z0-9]{6}$/);
    expect(of("random_password").result).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(String(of("random_password").result).replace(/[^A-Z]/g, "").length).toBeGreaterThanOrEqual(3);
    expect(of("random_password").id).toBe("none");
    expect(of("random_uuid").result).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(of("random_pet").id).toMatch(/^dev-[a-z]+-[a-z]+$/);
    expect([5, 6]).toContain(of("random_integer").result);
  });

  test("of random_id are one number in five spellings, the prefix before all but the id", () => {
    const { hex, dec, id, b64_url } = of("random_id");
    expect(hex).toMatch(/^mlops-[0-9a-f]{8}$/);
    expect(Number(String(dec).slice("mlops-".length))).toBe(parseInt(String(hex).slice("mlops-".length), 16));
    expect(b64_url).toBe(`mlops-${String(id)}`);
  });
});

test("two passwords have one id, none, and keep a result each", async () => {
  const result = await runTrap({
    config: stack({ random_password: { one: { length: 16 }, two: { length: 16 } } }),
    rules,
  });
  expect({ errors: result.errors, changes: result.changes }).toEqual({ errors: [], changes: {} });
  expect(new Set(result.state.all("random_password").map(({ attributes }) => attributes.result)).size).toBe(2);
}, 60_000);

describe("wrong random values", () => {
  test("a password in a plain output is refused", async () => {
    const config = stack(
      { random_password: { p: { length: 8 } } },
      { password: { value: "${random_password.p.result}" } },
    );
    const { errors } = await runTrap({ config, rules });
    expect(errors.join()).toMatch(/Output refers to sensitive values/);
  }, 60_000);

  test("what cannot be made is refused", async () => {
    const validated = await runTrap({
      config: stack({
        random_string: { short: { length: 2, min_lower: 3 } },
        random_id: { none: { byte_length: 0 } },
      }),
      rules,
    });
    expect(validated.errorsAt["random_string.short"]?.join()).toMatch(/must be at least sum of min_upper/);
    expect(validated.errorsAt["random_id.none"]?.join()).toMatch(/byte_length value must be at least 1/);
    const applied = await runTrap({
      config: stack({
        random_integer: { turned: { min: 6, max: 5 } },
        random_string: { nothing: { length: 3, lower: false, upper: false, numeric: false, override_special: "" } },
      }),
      rules,
    });
    expect(applied.errorsAt["random_integer.turned"]?.join()).toMatch(/minimum \(min\) value needs to be smaller/);
    expect(applied.errorsAt["random_string.nothing"]?.join()).toMatch(/At least one attribute of lower, upper/);
  }, 60_000);
});

test.each([
  ["number differs from numeric", { length: 8, number: false, numeric: true }, /different values/],
  ["no class of characters is left", { length: 8, numeric: false, special: false, upper: false, lower: false }, /true/],
  ["its length is 0", { length: 0 }, /length/],
  ["it is shorter than its minimums", { length: 3, min_upper: 4 }, /sum of min_upper/],
])("a password is refused where %s", async (_, password, message) => {
  const { errors } = await runTrap({ config: stack({ random_password: { password } }), rules });
  expect(errors.join()).toMatch(message);
});

test("number is the old name of numeric: a change of either replaces, a change of the name alone does not", async () => {
  const string = (changes: object) => stack({ random_string: { string: { length: 8, ...changes } } });
  const result = await runTrap({
    config: string({ number: false }),
    then: [string({ numeric: false }), string({ numeric: true })],
    rules,
  });
  expect(result.errors).toEqual([]);
  expect(result.planned.slice(1)).toEqual([{}, { "random_string.string": "replace" }]);
});

import type { OptionalPackage } from "../../../src/core/optional-packages";
import { Sandbox } from "../../../src/rehearsal/snowflake";

async function run(body: string, argument: unknown = {}, name = "F"): Promise<Record<string, unknown>> {
  return new Sandbox().run({ name, argument: "EVENT", body }, argument);
}

describe("the engine", () => {
  test("is a package of its own, and a missing one is named with the npm command", async () => {
    let missing: typeof Sandbox = Sandbox;
    jest.isolateModules(() => {
      jest.doMock("../../../src/core/optional-packages", () => {
        const actual = jest.requireActual<typeof import("../../../src/core/optional-packages")>(
          "../../../src/core/optional-packages",
        );
        return {
          loadOptional: (name: OptionalPackage): never => {
            throw actual.missing(name);
          },
        };
      });
      missing = jest.requireActual<typeof import("../../../src/rehearsal/snowflake/sandbox")>(
        "../../../src/rehearsal/snowflake/sandbox",
      ).Sandbox;
    });
    jest.dontMock("../../../src/core/optional-packages");
    await expect(new missing().run({ name: "F", argument: "E", body: "return {};" }, {})).rejects.toThrow(
      "is not installed. Run: npm install --save-dev quickjs-emscripten@0.32",
    );
  });
});

describe("a translator", () => {
  test("gets its argument under the name that was applied, letter for letter", async () => {
    const sandbox = new Sandbox();
    const of = (body: string) => sandbox.run({ name: "F", argument: "event", body }, { a: 1 });
    expect(await of("return { a: event.a };")).toEqual({ a: 1 });
    await expect(of("return { a: EVENT.a };")).rejects.toThrow(
      "JavaScript execution error: Uncaught ReferenceError: 'EVENT' is not defined in F at 'return { a: EVENT.a };' position",
    );
  });

  test("has its thrown message shown with the line at fault", async () => {
    await expect(run("var a = 1;\nthrow new Error('RUN_ID: must not be NULL');", {}, "MY_TRANSLATOR")).rejects.toThrow(
      /^JavaScript execution error: Uncaught Error: RUN_ID: must not be NULL in MY_TRANSLATOR at 'throw new Error\('RUN_ID: must not be NULL'\);' position \d+$/,
    );
    await expect(run("throw 'plain';")).rejects.toThrow("JavaScript execution error: Uncaught plain in F");
  });

  test("loses undefined in a returned array and object, as documented", async () => {
    expect(await run("return { body: { data: [[0, undefined]] }, gone: undefined, kept: null };")).toEqual({
      body: { data: [[0]] },
      kept: null,
    });
  });

  test.each([
    ["return { a: 0 / 0 };", "the returned value holds NaN at 'a', which JSON cannot hold"],
    ["return { a: [1 / 0] };", "the returned value holds Infinity at '0'"],
    ["return { a: new Date(0) };", "the returned value holds [object Date] at 'a'"],
    ["return { a: function () {} };", "the returned value holds a function at 'a'"],
    ["return { a: Symbol('x') };", "the returned value holds a symbol at 'a'"],
    ["return [1];", "F must return an OBJECT, and returned an ARRAY"],
    ["return 'text';", "F must return an OBJECT, and returned a string"],
    ["var x = 1;", "F must return an OBJECT, and returned NULL"],
    ["var a = {}; a.a = a; return a;", "circular reference"],
    ["var a = {}; for (var i = 0; i < 1001; i++) a = { a: a }; return a;", "nested deeper than 1000 levels"],
  ])("must not return what JSON or OBJECT cannot hold: %s", async (body, message) => {
    await expect(run(body)).rejects.toThrow(message);
  });

  test("may return what is nested a thousand levels deep", async () => {
    expect(JSON.stringify(await run("var a = {}; for (var i = 0; i < 990; i++) a = { a: a }; return a;"))).toHaveLength(
      990 * 6 + 2,
    );
  });

  test("keeps text, numbers and a key named __proto__ exactly", async () => {
    const value = JSON.parse('{"a":"☃ \\u0000 \\"","b":1e-9,"__proto__":{"x":1}}') as unknown;
    expect(JSON.stringify(await run("return { value: EVENT };", value))).toBe(JSON.stringify({ value }));
  });

  test.each([
    "eval('1')",
    "(0, eval)('1')",
    "new Function('return 1')()",
    "(function () {}).constructor('return 1')()",
    "(function* () {}).constructor('yield 1')()",
    "Object.getPrototypeOf(function* () {}).constructor.constructor('return 1')()",
    "Reflect.construct(Function, ['return 1'])()",
    "[].constructor.constructor('return 1')()",
    "parseInt.constructor('return 1')()",
  ])("cannot make code from a string by %s", async (expression) => {
    await expect(run(`return { a: ${expression} };`)).rejects.toThrow(
      "Uncaught EvalError: Code generation from strings disallowed for this context",
    );
  });

  test("still knows functions as instances of Function", async () => {
    expect(await run("return { a: (function () {}) instanceof Function };")).toEqual({ a: true });
  });

  test.each(["require", "process", "console", "setTimeout", "fetch", "XMLHttpRequest", "module", "std", "os"])(
    "has no %s",
    async (name) => {
      expect(await run(`return { type: typeof ${name} };`)).toEqual({ type: "undefined" });
    },
  );

  test("leaves nothing behind for the next call", async () => {
    const body =
      "var was = typeof leak; leak = 1; Array.prototype.extra = 1; return { was: was, extra: typeof [].extra };";
    expect(await run(body)).toEqual({ was: "undefined", extra: "number" });
    expect(await run("return { was: typeof leak, extra: typeof [].extra };")).toEqual({
      was: "undefined",
      extra: "undefined",
    });
  });

  test("ends after its time, even when it catches everything", async () => {
    const sandbox = new Sandbox({ milliseconds: 100 });
    const body = "for (;;) { try { for (;;) {} } catch (e) {} }";
    await expect(sandbox.run({ name: "F", argument: "EVENT", body }, {})).rejects.toThrow(
      "UDF execution time limit exceeded by function F (the rehearsal allows 100 ms)",
    );
  });

  test("has 64 MiB of memory", async () => {
    expect(await run("return { bytes: new ArrayBuffer(48 * 1024 * 1024).byteLength };")).toEqual({ bytes: 50331648 });
    await expect(run("return { bytes: new ArrayBuffer(64 * 1024 * 1024).byteLength };")).rejects.toThrow(
      "JavaScript out of memory error: UDF thread memory limit exceeded by F (the rehearsal allows 67108864 bytes)",
    );
  });

  test("ends at its memory limit when it collects small things", async () => {
    const sandbox = new Sandbox({ memoryBytes: 4 * 1024 * 1024 });
    const body = "var all = []; for (;;) { all.push({ a: [1, 2, 3] }); }";
    await expect(sandbox.run({ name: "F", argument: "EVENT", body }, {})).rejects.toThrow(
      "JavaScript out of memory error: UDF thread memory limit exceeded by F (the rehearsal allows 4194304 bytes)",
    );
  });

  test("works again after another one hit a limit", async () => {
    await expect(run("var s = 'x'; for (;;) { s += s; }")).rejects.toThrow();
    expect(await run("return { ok: true };")).toEqual({ ok: true });
  });

  test("may recurse without end and leaves a working engine", async () => {
    await expect(run("function f() { return f() + 1; } return { a: f() };")).rejects.toThrow(
      "JavaScript execution error: Uncaught RangeError: Maximum call stack size exceeded in F",
    );
    expect(await run("return { ok: true };")).toEqual({ ok: true });
  });

  test("may overflow the host's stack inside a built-in and leaves a working engine", async () => {
    const body = "var a = {}; for (var i = 0; i < 200000; i++) a = { a: a }; return { a: JSON.stringify(a) };";
    await expect(run(body)).rejects.toThrow(
      "JavaScript execution error: Uncaught RangeError: Maximum call stack size exceeded in F",
    );
    expect(await run("return { ok: true };")).toEqual({ ok: true });
  });

  test("has at most 100 KB of source", async () => {
    const line = "// filling\n";
    const fits = line.repeat(9000) + "return {};";
    expect(await run(fits)).toEqual({});
    await expect(run(line.repeat(9400) + "return {};")).rejects.toThrow(/has \d+ bytes; at most 102400 are allowed/);
  });

  test.each([
    ["return { a: 2 ** 3 };", "exponent"],
    ["return { a: EVENT?.a };", "optional chaining"],
    ["return { a: EVENT.a ?? 1 };", "nullish coalescing"],
    ["return { ...EVENT };", "object spread"],
    ["async function f() {} return {};", "async"],
    ["try { } catch { } return {};", "catch without binding"],
    ["return { a: 10n };", "bigint"],
    ["import('x'); return {};", "dynamic import"],
    ["} function g() { return {};", "a body that closes the function"],
    ["return {", "an unfinished body"],
  ])("must be ES2015: %s (%s)", async (body) => {
    await expect(run(body)).rejects.toThrow(
      /^JavaScript compilation error: Uncaught SyntaxError: .* in F at '.*' position \d+ \(read as ES2015\)$/,
    );
  });

  test("may use what ES2015 has", async () => {
    const body =
      "const { a, b = 2 } = EVENT; let f = (...xs) => xs.map((x) => `${x}!`); class C {} return { r: f(a, b), c: typeof C };";
    expect(await run(body, { a: 1 })).toEqual({ r: ["1!", "2!"], c: "function" });
  });
});

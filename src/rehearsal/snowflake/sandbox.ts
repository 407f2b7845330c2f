import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from "quickjs-emscripten";
import { createRequire } from "node:module";
import { isObject } from "../../core/json";
import { loadOptional } from "../../core/optional-packages";
import { SqlError, UncaughtError } from "./errors";
import { checkSource, position } from "./source";

/** A JavaScript UDF as it was applied. */
export interface JavaScriptFunction {
  readonly name: string;
  /** The name of its one argument exactly as in `arguments[].arg_name`: the provider quotes it. */
  readonly argument: string;
  readonly body: string;
}

/**
 * Limits of our own: Snowflake has limits for time and memory too, but does not publish them. The time is looked at
 * between JavaScript instructions, so that one long built-in (a sort of a huge array) ends before it is noticed.
 */
export interface SandboxLimits {
  /** Processor time of a call. @default - 1000 */
  readonly milliseconds?: number;
  /** @default - 64 MiB */
  readonly memoryBytes?: number;
}

type QuickJs = typeof import("quickjs-emscripten");

/**
 * Runs JavaScript UDFs as Snowflake does: no network, no disk, no modules, no `eval`, nothing left over from call to call.
 * @see https://docs.snowflake.com/en/developer-guide/udf/javascript/udf-javascript-limitations
 */
export class Sandbox {
  private static engine: Promise<QuickJSWASMModule> | undefined;

  private readonly milliseconds: number;
  private readonly memoryBytes: number;

  constructor(limits: SandboxLimits = {}) {
    this.milliseconds = limits.milliseconds ?? 1000;
    this.memoryBytes = limits.memoryBytes ?? 64 * 1024 * 1024;
  }

  /**
   * Calls the function with one OBJECT and returns the OBJECT that it returns. Loads the JavaScript engine at first use.
   * @throws SqlError with the message of an uncaught JavaScript error; the engine's own messages are QuickJS's
   * @throws MissingPackages with the npm command when the engine's package is missing
   */
  public async run(fn: JavaScriptFunction, argument: unknown): Promise<Record<string, unknown>> {
    checkSource(fn.name, fn.body);
    Sandbox.engine ??= loadEngine();
    const runtime = (await Sandbox.engine).newRuntime();
    runtime.setMemoryLimit(this.memoryBytes);
    runtime.setMaxStackSize(STACK_BYTES);
    const context = runtime.newContext();
    let usable = true;
    try {
      return this.runIn(runtime, context, fn, JSON.stringify(argument));
    } catch (error) {
      // The host's own stack ended before QuickJS's: the engine stopped half-way and cannot be used again.
      if (!(error instanceof RangeError)) throw error;
      usable = false;
      Sandbox.engine = undefined;
      throw new SqlError(stackOverflow(fn.name, EXECUTION));
    } finally {
      if (usable) {
        context.dispose();
        runtime.dispose();
      }
    }
  }

  private runIn(runtime: QuickJSRuntime, context: QuickJSContext, fn: JavaScriptFunction, argument: string) {
    const prelude = context.unwrapResult(context.evalCode(PRELUDE, "prelude.js"));
    const parse = context.getProp(prelude, "parse");
    const serialize = context.getProp(prelude, "serialize");
    const handles: QuickJSHandle[] = [prelude, parse, serialize];
    const keep = (handle: QuickJSHandle): QuickJSHandle => {
      handles.push(handle);
      return handle;
    };
    const deadline = () => {
      const end = cpuMilliseconds() + this.milliseconds;
      runtime.setInterruptHandler(() => cpuMilliseconds() > end);
    };
    const take = (result: ReturnType<QuickJSContext["callFunction"]>, kind: string): QuickJSHandle => {
      if (!result.error) return keep(result.value);
      const thrown: unknown = context.dump(keep(result.error));
      throw new UncaughtError(this.describe(fn, thrown, kind), isObject(thrown) ? String(thrown.name) : "Error");
    };
    try {
      deadline();
      const callee = take(
        context.evalCode(`(function (${fn.argument}) {\n${fn.body}\n})`, FILE),
        "JavaScript compilation error",
      );
      const text = keep(context.newString(argument));
      const event = take(context.callFunction(parse, context.undefined, text), EXECUTION);
      deadline();
      const value = take(context.callFunction(callee, context.undefined, event), EXECUTION);
      deadline();
      const json = take(context.callFunction(serialize, context.undefined, value), EXECUTION);
      const result: unknown = JSON.parse(context.getString(json));
      if (!isObject(result)) {
        throw new SqlError(
          `JavaScript execution error: ${fn.name} must return an OBJECT, and returned ${kindOf(result)}`,
        );
      }
      return result;
    } finally {
      for (const handle of handles.reverse()) handle.dispose();
    }
  }

  private describe(fn: JavaScriptFunction, thrown: unknown, kind: string): string {
    if (!isObject(thrown)) return `${kind}: Uncaught ${String(thrown)} in ${fn.name}`;
    const name = typeof thrown.name === "string" ? thrown.name : "Error";
    const message = typeof thrown.message === "string" ? thrown.message : JSON.stringify(thrown);
    if (name === "InternalError" && message === "interrupted") {
      return `UDF execution time limit exceeded by function ${fn.name} (the rehearsal allows ${this.milliseconds} ms)`;
    }
    if (name === "InternalError" && message === "out of memory") {
      return `JavaScript out of memory error: UDF thread memory limit exceeded by ${fn.name} (the rehearsal allows ${this.memoryBytes} bytes)`;
    }
    if (name === "InternalError" && message === "stack overflow") {
      return stackOverflow(fn.name, kind);
    }
    const frame = typeof thrown.stack === "string" ? FRAME.exec(thrown.stack) : null;
    // The wrapper's own line comes before the body; QuickJS counts columns from 1, Snowflake's messages from 0.
    const at = frame ? ` at ${position(fn.body, Number(frame[1]) - 1, Number(frame[2] ?? 1) - 1)}` : "";
    return `${kind}: Uncaught ${name}: ${message} in ${fn.name}${at}`;
  }
}

const EXECUTION = "JavaScript execution error";
/** Enough for values 1000 levels deep, and less than what Node's own stack allows. */
const STACK_BYTES = 256 * 1024;
/** Processor time, so that a busy machine does not fail a translator. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const FILE = "udf.js";
const FRAME = /udf\.js:(\d+)(?::(\d+))?/;

function stackOverflow(name: string, kind: string): string {
  return `${kind}: Uncaught RangeError: Maximum call stack size exceeded in ${name}`;
}

function kindOf(value: unknown): string {
  return value === null ? "NULL" : Array.isArray(value) ? "an ARRAY" : `a ${typeof value}`;
}

async function loadEngine(): Promise<QuickJSWASMModule> {
  const quickjs = loadOptional<QuickJs>("quickjs-emscripten");
  type Loader = Awaited<ReturnType<typeof quickjs.RELEASE_SYNC.importModuleLoader>>;
  const beside = createRequire(createRequire(__filename).resolve("quickjs-emscripten"));
  // The package's own loader uses import(), which a CommonJS test runner does not offer.
  return quickjs.newQuickJSWASMModuleFromVariant({
    ...quickjs.RELEASE_SYNC,
    importModuleLoader: () =>
      Promise.resolve(beside("@jitl/quickjs-wasmfile-release-sync/emscripten-module") as Loader),
  });
}

/**
 * Takes away what makes code from strings, and brings values in and out. As documented, `undefined` inside a returned
 * object or array is dropped. What JSON cannot hold is refused, because what Snowflake makes of it is not documented.
 */
const PRELUDE = `(function () {
  "use strict";
  var parse = JSON.parse, stringify = JSON.stringify, isArray = Array.isArray, finite = isFinite;
  var bound = Function.prototype.call.bind.bind(Function.prototype.call), define = Object.defineProperty;
  var tag = bound(Object.prototype.toString), filter = bound(Array.prototype.filter);
  var Depths = Map, get = bound(Map.prototype.get), set = bound(Map.prototype.set);
  function refuse() { throw new EvalError("Code generation from strings disallowed for this context"); }
  refuse.prototype = Function.prototype;
  var kinds = [function () {}, function* () {}, async function () {}, async function* () {}];
  for (var i = 0; i < kinds.length; i++) {
    define(Object.getPrototypeOf(kinds[i]), "constructor", { value: refuse, writable: false, configurable: false });
  }
  // What came after ES2015: a body that is held to its syntax must not use what its engine may lack.
  var later = [
    [Object, ["values", "entries", "fromEntries", "getOwnPropertyDescriptors", "hasOwn", "groupBy"]],
    [Array.prototype, ["includes", "flat", "flatMap", "at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]],
    [String.prototype, ["padStart", "padEnd", "trimStart", "trimEnd", "matchAll", "replaceAll", "at", "isWellFormed", "toWellFormed"]],
    [Promise, ["allSettled", "any", "withResolvers", "try"]],
    [Promise.prototype, ["finally"]],
    [Map, ["groupBy"]],
    [globalThis, ["BigInt", "WeakRef", "FinalizationRegistry", "AggregateError", "SharedArrayBuffer", "Atomics"]]
  ];
  for (var j = 0; j < later.length; j++) later[j][1].forEach(function (name) { delete later[j][0][name]; });
  ["eval", "Function"].forEach(function (name) {
    define(globalThis, name, { value: refuse, writable: false, configurable: false });
  });
  function unfit(what, key) {
    throw new TypeError("the returned value holds " + what + " at '" + key + "', which JSON cannot hold");
  }
  function defined(item) { return item !== undefined; }
  function checker() {
    var depths = new Depths();
    return function (key) {
      var value = this[key], depth = (get(depths, this) || 0) + 1;
      if (typeof value === "number" && !finite(value)) unfit(value, key);
      if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") unfit("a " + typeof value, key);
      if (typeof value !== "object" || value === null) return value;
      if (depth > 1000) throw new RangeError("the returned value is nested deeper than 1000 levels");
      if (isArray(value)) value = filter(value, defined);
      else if (tag(value) !== "[object Object]") unfit(tag(value), key);
      set(depths, value, depth);
      return value;
    };
  }
  return {
    parse: function (text) { return parse(text); },
    serialize: function (value) { return value === undefined ? "null" : stringify(value, checker()); }
  };
})()`;

import { createContext, runInContext } from "node:vm";
import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import type { FunctionDefinition } from "../../../src/mlflow/definitions/definition";
import { ErrorMode } from "../../../src/mlflow/definitions/error-mode";
import { KEDRO_SET } from "../../../src/mlflow/definitions/kedro-set";
import { restSet } from "../../../src/mlflow/definitions/rest-set";
import { requestTranslator } from "../../../src/mlflow/translators/request";

/** What a request translator may return. */
export interface Translated {
  readonly urlSuffix: string;
  readonly body?: Record<string, unknown>;
  readonly translatorData: { readonly errors: string };
}

export const MAX_URL = 10_240;
/** 2026-11-21 17:00:00.123 UTC */
export const NOW = "1795280400123";
export const CONTEXT: Record<string, unknown> = {
  SF_CONTEXT_CURRENT_TIMESTAMP: "2026-11-21 09:00:00.123 -0800",
  SF_CONTEXT_CURRENT_USER: "ANNA",
  SF_CONTEXT_CURRENT_ROLE: "KEDRO",
  SF_CONTEXT_CURRENT_SESSION: "36028797018963969",
};

export const DEFINITIONS: FunctionDefinition[] = [
  ...Object.values(KEDRO_SET),
  ...restSet(Catalogue.allGroups(), ErrorMode.FAIL),
];

export function definition(name: string): FunctionDefinition {
  const found = DEFINITIONS.find((d) => d.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

/** Runs a translator as Snowflake does: a function's body with the argument EVENT, and nothing else around it. */
export function run(source: string, event: unknown): unknown {
  const context = createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });
  const wrapped = `JSON.stringify((function (EVENT) {${source}\n})(${JSON.stringify(event)}))`;
  try {
    return JSON.parse(String(runInContext(wrapped, context, { timeout: 1000 })));
  } catch (error) {
    throw new Error((error as { message: string }).message);
  } finally {
    if (Object.keys(context).length > 0) throw new Error(`the translator left globals: ${Object.keys(context).join()}`);
  }
}

/** The request that a call makes. */
export function request(name: string, args: unknown[], context: unknown = CONTEXT): Translated {
  const event = { body: { data: [[0, ...args]] }, serviceUrl: "https://gateway/dev/", contextHeaders: context };
  return run(requestTranslator(definition(name), MAX_URL), event) as Translated;
}

/** A call that sends nothing; gives the message. */
export function refusal(name: string, args: unknown[], context?: unknown): string {
  try {
    request(name, args, context);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${name}(${JSON.stringify(args)}) was not refused`);
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { NoSql, previewSql, toScript } from "../inspect/sql";
import { EXIT, type Console } from "./output";
import { onStack } from "./synthesized";

/** `mlops sql`. Returns the exit status. */
export async function sqlCommand(
  project: string,
  stack: string,
  options: { readonly out?: string },
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  try {
    return await onStack(project, stack, env, console, (synthesized) => {
      const script = toScript(stack, previewSql(synthesized));
      if (options.out === undefined) {
        console.out(script.trimEnd());
        return EXIT.ok;
      }
      mkdirSync(dirname(resolve(options.out)), { recursive: true });
      writeFileSync(options.out, script);
      console.err(`wrote ${options.out}`);
      return EXIT.ok;
    });
  } catch (error) {
    if (!(error instanceof NoSql)) throw error;
    console.err(error.message);
    return EXIT.failed;
  }
}

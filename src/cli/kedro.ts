import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, type Console } from "./output";
import { onStack } from "./synthesized";

/** Outputs of a stack that hold kedro-snowflake's files, with the file names that kedro expects under conf/. */
const FILES = { kedro_snowflake_yml: "snowflake.yml", kedro_credentials_yml: "credentials.yml" };

/** In Terraform, `$${` and `%%{` stand for `${` and `%{`. */
function unescapeTerraform(text: string): string {
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/** `mlops kedro`. Prints the configuration of kedro-snowflake, or writes it into a folder. Returns the exit status. */
export async function kedro(
  project: string,
  stack: string,
  target: string | undefined,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  return onStack(project, stack, env, console, ({ outputs }) => {
    for (const [output, file] of Object.entries(FILES)) {
      const text = outputs[output]?.value;
      if (typeof text !== "string") {
        console.err(
          `The stack ${stack} has no output ${output}. AwsMlopsStack creates it. In your own stack, call ` +
            "platform.kedro.configuration.addOutputs(stack).",
        );
        return EXIT.failed;
      }
      const plain = unescapeTerraform(text);
      if (target === undefined) {
        console.out(`# ${file}\n${plain}`);
      } else {
        mkdirSync(target, { recursive: true });
        writeFileSync(join(target, file), plain);
        console.err(`wrote ${join(target, file)}`);
      }
    }
    return EXIT.ok;
  });
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, type Console } from "./output";
import { onStack } from "./synthesized";

/** Outputs of a stack that hold kedro-snowflake's files, with the file names that kedro expects under conf/. */
const FILES = { kedro_snowflake_yml: "snowflake.yml", kedro_credentials_yml: "credentials.yml" };

/** Terraform writes `$${` where a text holds `${`, and `%%{` for `%{`. */
function unescapeTerraform(text: string): string {
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/** Prints kedro-snowflake's configuration of an environment, or writes it into a folder. Returns the exit status. */
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
          `The stack ${stack} has no output ${output}. AwsMlopsStack has it; in a stack of your own call addOutputs of the kedro workspace's configuration, for instance platform.kedro.configuration.addOutputs(stack).`,
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

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import {
  clock,
  comparison,
  criticalPath,
  criticalPathPicture,
  minutes,
  constructPath,
  platformPicture,
  toMermaid,
  toSvg,
  type CriticalPath,
  type Picture,
} from "../inspect/pictures";
import { EXIT, type Console } from "./output";
import { onStack } from "./synthesized";

export interface GraphCommandOptions {
  /** The file to write, in the format of its extension. */
  readonly out?: string;
  /** `svg` or `mermaid`, for standard output. */
  readonly format?: string;
  readonly criticalPath?: boolean;
}

const FORMATS: Readonly<Record<string, (picture: Picture) => string | Promise<string>>> = {
  svg: toSvg,
  mermaid: toMermaid,
  markdown: (picture) => `**${picture.title}** (${picture.legend})\n\n\`\`\`mermaid\n${toMermaid(picture)}\`\`\`\n`,
};

const EXTENSIONS: Readonly<Record<string, string>> = { ".svg": "svg", ".mmd": "mermaid", ".md": "markdown" };

/** `mlops graph`. Returns the exit status. */
export async function graphCommand(
  project: string,
  stack: string,
  options: GraphCommandOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const format = options.out === undefined ? options.format : EXTENSIONS[extname(options.out)];
  if (options.out !== undefined && format === undefined) {
    console.err(`The extension of ${options.out} must be one of ${Object.keys(EXTENSIONS).join(", ")}`);
    return EXIT.usage;
  }
  if (format !== undefined && !(format in FORMATS)) {
    console.err(`--format must be one of ${Object.keys(FORMATS).join(", ")}. Got: ${format}`);
    return EXIT.usage;
  }
  return onStack(project, stack, env, console, async (synthesized) => {
    if (options.criticalPath === true && format === undefined) {
      for (const line of table(stack, criticalPath(synthesized))) console.out(line);
      return EXIT.ok;
    }
    const picture = options.criticalPath === true ? criticalPathPicture(synthesized) : platformPicture(synthesized);
    const drawn = await (FORMATS[format ?? "mermaid"] ?? toMermaid)(picture);
    if (options.out === undefined) console.out(drawn.trimEnd());
    else write(options.out, drawn, console);
    return EXIT.ok;
  });
}

function write(file: string, text: string, console: Console): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, text);
  console.err(`wrote ${file}`);
}

/** The critical path as text, one line for each resource. */
function table(stack: string, path: CriticalPath): string[] {
  return [
    `${stack}: a deploy takes at least ${minutes(path.seconds)}, ${comparison(path)}`,
    "",
    "  from  seconds  resource",
    ...path.steps.map(
      ({ starts, seconds, path: ids, type }) =>
        `${clock(starts).padStart(6)}  ${String(seconds).padStart(7)}  ${constructPath(ids)} (${type})`,
    ),
    "",
    "Creation times are typical values from public logs. The number of resources created at once is not limited.",
  ];
}

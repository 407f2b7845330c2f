import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BRANCH_NAME } from "../core/ci-access/names";
import { ValidationError } from "../core/errors";
import {
  isExpired,
  pipelineEnvironment,
  renderPipelines,
  isDay,
  SNOWFLAKE_AUTHS,
  SYSTEMS,
  TTL_TAG,
  type PipelineSystem,
  type RenderedFile,
} from "../inspect/pipelines";
import { SynthesizedStack } from "../inspect/stack";
import { EXIT, type Console } from "./output";
import { onStack, onStacks } from "./synthesized";

/** `node:22-bookworm`, `registry.example.com/node@sha256:...`. */
const IMAGE =
  /^([a-z0-9][\w.-]*(:\d+)?\/)?[a-z0-9][\w.-]*(\/[\w.-]+)*(:[\w.-]+|@sha256:[0-9a-f]{64}|:[\w.-]+@sha256:[0-9a-f]{64})$/;

export interface CiCommandOptions {
  /** Names of the environments whose deploy a person approves. @default - those of prod */
  readonly approval?: readonly string[];
  readonly branch: string;
  /** How the jobs sign in to Snowflake. */
  readonly snowflakeAuth?: string;
  /** On GitLab, the protected branch whose merge requests are planned. @default - none is */
  readonly planBranch?: string;
  /** On GitHub and Azure DevOps, hours of a session on AWS. @default - "1" */
  readonly sessionHours?: string;
  /** On GitLab, the image of the jobs. @default - a tag of node, which moves */
  readonly image?: string;
  /** Folder of the repository that gets the files. @default - they are printed */
  readonly out?: string;
}

function write(files: readonly RenderedFile[], out: string | undefined, console: Console): void {
  for (const { file, text } of files) {
    if (out === undefined) {
      console.out(files.length === 1 ? text.trimEnd() : `# ${file}\n${text.trimEnd()}\n`);
      continue;
    }
    const path = join(out, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.err(`wrote ${path}`);
  }
}

/** `mlops ci`. Renders the pipeline of environments. Returns the exit status. */
export async function ciCommand(
  project: string,
  system: string,
  stacks: readonly string[],
  options: CiCommandOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const known: PipelineSystem | undefined = SYSTEMS.find((each) => each === system);
  if (known === undefined) {
    console.err(`The system must be ${SYSTEMS.join(", ")}. Got: ${system}`);
    return EXIT.usage;
  }
  for (const [option, name] of [
    ["--branch", options.branch],
    ["--plan-branch", options.planBranch],
  ] as const)
    if (name !== undefined && !BRANCH_NAME.test(name)) {
      console.err(`${option} must be the name of a branch. Got: ${name}`);
      return EXIT.usage;
    }
  const snowflakeAuth = SNOWFLAKE_AUTHS.find((each) => each === (options.snowflakeAuth ?? SNOWFLAKE_AUTHS[0]));
  if (snowflakeAuth === undefined) {
    console.err(`--snowflake-auth must be ${SNOWFLAKE_AUTHS.join(" or ")}. Got: ${options.snowflakeAuth}`);
    return EXIT.usage;
  }
  const { approval, planBranch, sessionHours: hours, image } = options;
  if (hours !== undefined && !/^\d+$/.test(hours)) {
    console.err(`--session-hours must be a number of hours. Got: ${hours}`);
    return EXIT.usage;
  }
  if (image !== undefined && !IMAGE.test(image)) {
    console.err(`--image must be the name of an image with a tag or a digest. Got: ${image}`);
    return EXIT.usage;
  }
  const sessionHours = hours === undefined ? undefined : Number(hours);
  return onStacks(project, stacks, env, console, (found) => {
    const environments = found.map((json) => pipelineEnvironment(new SynthesizedStack(json)));
    try {
      const request = { environments, approval, snowflakeAuth, planBranch, sessionHours, image };
      write(renderPipelines(known, request, options.branch), options.out, console);
      return EXIT.ok;
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      console.err(error.message);
      return EXIT.failed;
    }
  });
}

/**
 * `mlops ttl`. Prints whether the last day of a throw-away environment is over: `expired`, `alive`, or `kept` without a tag. A prod
 * environment with the tag is refused. Returns the exit status.
 */
export async function ttlCommand(
  project: string,
  stack: string,
  options: { readonly alive?: boolean },
  env: NodeJS.ProcessEnv,
  console: Console,
  now = new Date(),
): Promise<number> {
  return onStack(project, stack, env, console, (found) => {
    const { ttl, isProd } = pipelineEnvironment(found);
    if (ttl === undefined) {
      console.out("kept");
      return EXIT.ok;
    }
    if (!isDay(ttl)) {
      console.err(`${stack}: the tag ${TTL_TAG} must be a day of the form 2026-12-31. Got: ${ttl}`);
      return EXIT.failed;
    }
    // Before the day is compared: nothing may take a prod environment for expired.
    if (isProd) {
      console.err(
        `${stack}: the tag ${TTL_TAG} must be omitted: the environment is prod, and a pipeline destroys an environment after its last day. ` +
          `Got: ${ttl}. Remove the tag ${TTL_TAG} from its file`,
      );
      return EXIT.failed;
    }
    const expired = isExpired(ttl, now);
    console.out(expired ? "expired" : "alive");
    if (!expired || options.alive !== true) return EXIT.ok;
    console.err(
      `${stack} expired after ${ttl}. Remove it from the pipeline, or change the tag ${TTL_TAG} in its file.`,
    );
    return EXIT.failed;
  });
}

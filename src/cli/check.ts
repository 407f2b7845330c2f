import { keptRehearsals, openKept } from "../rehearsal/scenario/kept";
import { MissingTool } from "../rehearsal/deploy/project";
import { PlatformCheck, type Finding } from "./check/checks";
import { RehearsedSession } from "./check/rehearsed-session";
import { StatementError, type SqlSession } from "./check/session";
import { SnowflakeSession, connectionOptions } from "./check/snowflake-session";
import { EXIT, type Console } from "./output";
import { deployedOutputs, textOutput, type Outputs } from "./outputs";

export interface CheckOptions {
  /** Checks a rehearsal that runs with --keep, instead of a deploy. */
  readonly kept?: boolean;
  readonly role?: string;
  readonly experiment: string;
  /** Seconds, as typed. */
  readonly timeout: string;
}

interface Opened {
  readonly outputs: Outputs;
  readonly open: () => Promise<SqlSession>;
}

function kept(project: string, stack: string): Opened {
  const found = keptRehearsals(project).find((each) => each.stack === stack);
  if (found === undefined)
    throw new MissingTool(
      `No rehearsal of ${stack} is running with --keep`,
      `Run in another terminal: npx mlops rehearse ${stack} --keep`,
    );
  const { state, functions, stages } = openKept(found);
  return { outputs: state.outputs, open: () => Promise.resolve(new RehearsedSession(functions, stages)) };
}

async function deployed(project: string, stack: string, env: NodeJS.ProcessEnv): Promise<Opened> {
  const options = connectionOptions(env);
  return { outputs: await deployedOutputs(project, stack, env), open: () => SnowflakeSession.open(options) };
}

const LINE_LENGTH = 110;

function wrapped(text: string): string[] {
  return text.split(" ").reduce<string[]>((lines, word) => {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= LINE_LENGTH) return [...lines, word];
    return [...lines.slice(0, -1), `${line} ${word}`];
  }, []);
}

function show({ step, holds, note, diagnosis }: Finding, console: Console): void {
  console.out(`${holds ? "✓" : "✗"} ${step}: ${holds ? note : (diagnosis?.component ?? "")}`);
  if (diagnosis === undefined) return;
  for (const line of wrapped(diagnosis.advice)) console.out(`    ${line}`);
  for (const line of note.split("\n")) console.out(`    | ${line}`);
}

/** `mlops check`. Calls the kedro functions, lists the stage and reports failing components. Returns the exit status. */
export async function checkCommand(
  project: string,
  stack: string,
  options: CheckOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const timeoutSeconds = Number(options.timeout);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1) {
    console.err(`--timeout must be a whole number of seconds, at least 1. Got: ${options.timeout}`);
    return EXIT.usage;
  }
  const { outputs, open } = options.kept === true ? kept(project, stack) : await deployed(project, stack, env);
  const target = {
    schema: textOutput(outputs, "snowflake_schema"),
    role: options.role ?? textOutput(outputs, "kedro_role"),
    warehouse: textOutput(outputs, "snowflake_warehouse"),
    experiment: options.experiment,
    timeoutSeconds,
    gatewayUrl: textOutput(outputs, "gateway_url"),
  };
  let session: SqlSession;
  try {
    session = await open();
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const advice =
      'Snowflake rejected the sign-in. Check the variables SNOWFLAKE_*; "mlops doctor <stack>" lists those that are missing';
    show(
      { step: "sign in to Snowflake", holds: false, note: error.message, diagnosis: { component: "sign-in", advice } },
      console,
    );
    return EXIT.failed;
  }
  try {
    const findings = await new PlatformCheck(session, target, (finding) => show(finding, console)).run();
    const failed = findings.filter(({ holds }) => !holds);
    const components = [...new Set(failed.map(({ diagnosis }) => diagnosis?.component))];
    console.out(
      failed.length === 0
        ? `${stack}: all steps passed, from SQL to MLflow and the artifact stage. The run remains in the experiment ${options.experiment}.`
        : `${stack}: failing: ${components.join(", ")}`,
    );
    return failed.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await session.close();
  }
}

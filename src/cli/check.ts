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
      `No rehearsal of ${stack} is kept`,
      `Run in another terminal: mlops rehearse ${stack} --keep`,
    );
  const { state, functions, stages } = openKept(found);
  return { outputs: state.outputs, open: () => Promise.resolve(new RehearsedSession(functions, stages)) };
}

async function deployed(project: string, stack: string, env: NodeJS.ProcessEnv): Promise<Opened> {
  const options = connectionOptions(env);
  return { outputs: await deployedOutputs(project, stack, env), open: () => SnowflakeSession.open(options) };
}

function show({ step, holds, note, diagnosis }: Finding, console: Console): void {
  console.out(`${holds ? "✓" : "✗"} ${step}: ${holds ? note : (diagnosis?.leg ?? "")}`);
  if (diagnosis === undefined) return;
  console.out(`    ${diagnosis.advice}`);
  for (const line of note.split("\n")) console.out(`    | ${line}`);
}

/** `mlops check`. Runs the five functions and lists the stage; names what is broken. Returns the exit status. */
export async function checkCommand(
  project: string,
  stack: string,
  options: CheckOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const timeoutSeconds = Number(options.timeout);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1) {
    console.err(`--timeout is a number of seconds, not ${options.timeout}`);
    return EXIT.usage;
  }
  const { outputs, open } = options.kept === true ? kept(project, stack) : await deployed(project, stack, env);
  const target = {
    schema: textOutput(outputs, "snowflake_schema"),
    role: options.role ?? textOutput(outputs, "kedro_role"),
    warehouse: textOutput(outputs, "snowflake_warehouse"),
    experiment: options.experiment,
    timeoutSeconds,
  };
  let session: SqlSession;
  try {
    session = await open();
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const advice =
      "Snowflake does not let you in: look at the variables SNOWFLAKE_… (mlops doctor names what is missing)";
    show(
      { step: "sign in to Snowflake", holds: false, note: error.message, diagnosis: { leg: "sign-in", advice } },
      console,
    );
    return EXIT.failed;
  }
  try {
    const findings = await new PlatformCheck(session, target, (finding) => show(finding, console)).run();
    const broken = findings.filter(({ holds }) => !holds);
    const legs = [...new Set(broken.map(({ diagnosis }) => diagnosis?.leg))];
    console.out(
      broken.length === 0
        ? `${stack}: the whole way works, from SQL to MLflow and to its artifacts. The run stays in ${options.experiment}.`
        : `${stack}: broken: ${legs.join(", ")}`,
    );
    return broken.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await session.close();
  }
}

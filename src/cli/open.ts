import { request } from "node:http";
import { AwsCli, ecsServer } from "./open/aws";
import { Forwarding, freePort } from "./open/forwarding";
import { Interruption } from "./interruption";
import { EXIT, type Console } from "./output";
import { deployedOutputs, type Outputs } from "./outputs";
import { MissingTool } from "../rehearsal/deploy/project";

export interface OpenOptions {
  /** Local port, as typed. */
  readonly port?: string;
}

const READY_MS = 60_000;
const EVERY_MS = 300;

/** Remedies for failures whose cause the message of the AWS CLI does not name. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /TargetNotConnected/,
    "The session agent of the task is not connected. It needs network access to " +
      "ssmmessages.<region>.amazonaws.com, and a minute after the start",
  ],
  [/AccessDenied|not authorized/, "Your AWS identity needs ssm:StartSession on the task and on the document"],
];

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ host: "127.0.0.1", port, path: "/health", timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.once("timeout", () => call.destroy());
    call.once("error", () => resolve(false));
    call.end();
  });
}

async function untilHealthy(port: number, isOver: () => boolean): Promise<boolean> {
  const end = Date.now() + READY_MS;
  while (!isOver() && Date.now() < end) {
    if (await answers(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return false;
}

/** What is said of servers that have an address of their own. */
interface Address {
  /** Why there is nothing to open without a UI. */
  readonly closed: string;
  readonly remedy: string;
  readonly signIn: string;
}

const AWS: Address = {
  closed:
    "The platform has no UI: its servers accept the gateway's calls only, and their tasks accept no sessions " +
    "(server.executeCommand is off, the default in prod)",
  remedy:
    "Set ui: { domainName, certificateArn, oidc } in the environment's file, or server.executeCommand to ExecuteCommand.LOGGED, and deploy.",
  signIn: "Sign in at the identity provider in ui.oidc.",
};

const AZURE: Address = {
  closed:
    "The platform has no UI: its servers accept the gateway's calls only, and a container app has no port forwarding",
  remedy: "Set ui: { groupIds: [...] } in the environment's file and deploy, or use the SQL functions.",
  signIn: "Sign in with Entra, as a member of one of the groups in ui.groupIds.",
};

const GCP: Address = {
  closed:
    "The platform has no UI: its servers accept functions of your Snowflake account only, also by `gcloud run services proxy`, " +
    "which reaches the method proxy and not MLflow",
  remedy:
    'Set ui: { members: ["user:you@example.com"] } in the environment\'s file and deploy, or use the SQL functions.',
  signIn: "Sign in with your Google account, as one of ui.members.",
};

/** By the end of a server's host: what is said of the servers of a cloud. */
const ADDRESSES: readonly (readonly [RegExp, Address])[] = [
  [/\.run\.app$/, GCP],
  [/\.azurecontainerapps\.io$/, AZURE],
];

/**
 * Servers without sessions have no port to forward: users sign in at the address of the UI.
 * @throws MissingTool for a platform without a UI
 */
function showAddress(server: string, { ui_url: address }: Outputs, console: Console): number {
  const { closed, remedy, signIn } = ADDRESSES.find(([end]) => end.test(server))?.[1] ?? AWS;
  if (typeof address !== "string") throw new MissingTool(closed, remedy);
  console.out(`MLflow UI: ${address}`);
  console.out(signIn);
  return EXIT.ok;
}

/** `mlops open`. Forwards a port to MLflow until Ctrl-C, or shows the address of the UI. Returns the exit status. */
export async function openCommand(
  project: string,
  stack: string,
  options: OpenOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
): Promise<number> {
  const wished = options.port === undefined ? undefined : Number(options.port);
  if (wished !== undefined && !(Number.isInteger(wished) && wished > 0 && wished < 65_536)) {
    console.err(`--port must be a number from 1 to 65535. Got: ${options.port}`);
    return EXIT.usage;
  }
  const outputs = await deployedOutputs(project, stack, env);
  const { mlflow_server: address, mlflow_sessions: sessions } = outputs;
  if (sessions === undefined && typeof address === "string") return showAddress(address, outputs, console);
  const aws = AwsCli.find(env);
  const server = ecsServer(sessions);
  const localPort = await freePort(wished ?? Number(server.port), wished !== undefined);
  const target = await aws.target(server);

  const interruption = new Interruption();
  const interrupted = interruption.next().then(() => "interrupted" as const);
  const forwarding = new Forwarding(aws.file, { ...server, target, localPort }, env);
  try {
    let isOver = false;
    const ended = forwarding.ended.then((end) => {
      isOver = true;
      return end;
    });
    const first = await Promise.race([interrupted, ended, untilHealthy(localPort, () => isOver)]);
    if (first === true) {
      const address = `http://127.0.0.1:${localPort}`;
      console.out(`MLflow UI: ${address}`);
      console.out(`For the MLflow client: export MLFLOW_TRACKING_URI=${address}`);
      console.out("Press Ctrl-C to close the connection.");
    } else if (first === false && !isOver) {
      console.err(
        `MLflow did not respond through the session within ${READY_MS / 1000} s. Run: npx mlops check ${stack}`,
      );
      return EXIT.failed;
    }
    const last = await Promise.race([interrupted, ended]);
    if (last === "interrupted") return EXIT.ok;
    console.err(`The session ended${last.output === "" ? "" : `:\n${last.output}`}`);
    const remedy = REMEDIES.find(([when]) => when.test(last.output))?.[1];
    if (remedy !== undefined) console.err(remedy);
    return EXIT.failed;
  } finally {
    await forwarding.end();
    interruption.stopListening();
  }
}

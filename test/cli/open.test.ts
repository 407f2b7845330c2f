import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { delimiter, join } from "node:path";
import type { AddressInfo } from "node:net";
import { findTerraform } from "../../src/rehearsal/deploy/project";
import { CliRun } from "../support/cli";
import { DeployedProject } from "../support/deployed-project";
import { descendants, living } from "../support/processes";

// The built command with the real Terraform that reads the state, and programs in the place of AWS's that behave like them.
jest.setTimeout(60_000);

const SERVER = {
  cluster: "mlops-aws-dev",
  service: "mlflow",
  container: "mlflow",
  port: "5000",
  region: "eu-central-1",
};

const URL_OF_SERVER = "http://internal-mlops-aws-dev-1.eu-central-1.elb.amazonaws.com";

/** Writes down its arguments; answers as the AWS CLI does, and as the file `fault` says. */
const AWS = `
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { spawn } = require("node:child_process");
const folder = join(__dirname, "..");
const args = process.argv.slice(2);
appendFileSync(join(folder, "calls"), JSON.stringify(args) + "\\n");
const fault = existsSync(join(folder, "fault")) ? readFileSync(join(folder, "fault"), "utf8") : "";
const fail = (text) => { process.stderr.write("\\n" + text + "\\n"); process.exit(254); };
const say = (value) => process.stdout.write(JSON.stringify(value));
const arn = "arn:aws:ecs:eu-central-1:123456789012:task/mlops-aws-dev/0123456789abcdef";
const agent = (lastStatus) => [{ name: "ExecuteCommandAgent", lastStatus }];
switch (args.slice(0, 2).join(" ")) {
  case "ecs list-tasks":
    if (fault === "expired") fail("An error occurred (ExpiredTokenException) when calling the ListTasks operation: expired");
    say({ taskArns: fault === "no task" ? [] : [arn] });
    break;
  case "ecs describe-tasks":
    say({ tasks: [{ taskArn: arn, containers: [
      { name: "proxy", runtimeId: "0123456789abcdef-1", lastStatus: "RUNNING", managedAgents: agent("RUNNING") },
      { name: "mlflow", runtimeId: "0123456789abcdef-2", lastStatus: "RUNNING", managedAgents: agent(fault === "no agent" ? "PENDING" : "RUNNING") },
    ] }] });
    break;
  case "ssm start-session":
    if (fault === "not connected") fail("An error occurred (TargetNotConnected) when calling the StartSession operation: ecs:x is not connected.");
    // As the AWS CLI does: the plugin is a program of its own, and Ctrl-C is the plugin's business.
    process.on("SIGINT", () => undefined);
    spawn(join(__dirname, "session-manager-plugin"), [args[args.indexOf("--parameters") + 1]], { stdio: "inherit" })
      .on("close", (code) => process.exit(code));
    break;
  default:
    fail("unknown operation " + args.join(" "));
}
`;

/** Listens on the local port, as MLflow behind the session would answer, until Ctrl-C. */
const PLUGIN = `
const { appendFileSync } = require("node:fs");
const { join } = require("node:path");
const { localPortNumber } = JSON.parse(process.argv[2]);
const server = require("node:http").createServer((_, response) => response.end("OK"));
server.listen(Number(localPortNumber[0]), "127.0.0.1", () => console.log("Waiting for connections..."));
process.on("SIGINT", () => { appendFileSync(join(__dirname, "..", "calls"), '["ended"]\\n'); process.exit(0); });
`;

let project: DeployedProject;
let bin: string;
let path: string;
let terraform: string;
let taken: Server | undefined;

beforeAll(async () => {
  ({ file: terraform } = await findTerraform(process.env));
  project = new DeployedProject({ mlflow_server: URL_OF_SERVER, mlflow_sessions: SERVER });
  bin = project.program("aws", AWS);
  project.program("session-manager-plugin", PLUGIN);
  path = [bin, process.env.PATH].join(delimiter);
});
afterAll(() => project.remove());
afterEach(async () => {
  for (const file of ["calls", "fault"]) rmSync(join(project.folder, file), { force: true });
  await new Promise((resolve) => (taken === undefined ? resolve(undefined) : taken.close(resolve)));
  taken = undefined;
});

/** @param MLOPS_SYNTHESIZED what the app would write; one test has the real cdktf run it */
const open = (args: readonly string[] = [], PATH = path, cwd = project.folder, MLOPS_SYNTHESIZED = "synthesized") =>
  new CliRun(["open", "dev", ...args], {
    cwd,
    env: { ...process.env, PATH, TERRAFORM_BINARY_NAME: terraform, MLOPS_SYNTHESIZED },
  });

const calls = (): string[][] =>
  existsSync(join(project.folder, "calls"))
    ? readFileSync(join(project.folder, "calls"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as string[])
    : [];

async function failure(fault: string): Promise<string> {
  writeFileSync(join(project.folder, "fault"), fault);
  const run = open();
  expect(await run.ended).toBe(1);
  return run.output;
}

/** Takes a port of the loopback address for itself. */
async function take(port: number): Promise<number> {
  const server = createServer();
  taken = server;
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

test("forwards to MLflow's own container and port, prints both addresses, and Ctrl-C ends all of it", async () => {
  const run = open([], path, project.folder, "");
  await run.until("Press Ctrl-C to close the connection.");
  const [address = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(run.stdout) ?? [];
  expect(run.stdout).toContain(`MLflow UI: ${address}\n`);
  expect(run.stdout).toContain(`export MLFLOW_TRACKING_URI=${address}\n`);
  expect((await fetch(`${address}/health`)).status).toBe(200);
  const started = descendants(run.pid);
  expect(started.length).toBeGreaterThanOrEqual(2);
  run.interrupt();
  expect(await run.ended).toBe(0);
  expect(living(started)).toEqual([]);
  const at = ["--region", "eu-central-1", "--cluster", "mlops-aws-dev"];
  const [list, describe, start, end] = calls();
  expect(list?.slice(0, 6)).toEqual(["ecs", "list-tasks", ...at]);
  expect(list).toEqual(expect.arrayContaining(["--service-name", "mlflow", "--desired-status", "RUNNING"]));
  expect(describe?.slice(0, 6)).toEqual(["ecs", "describe-tasks", ...at]);
  expect(start).toEqual([
    ...["ssm", "start-session", "--region", "eu-central-1"],
    ...["--target", "ecs:mlops-aws-dev_0123456789abcdef_0123456789abcdef-2"],
    ...["--document-name", "AWS-StartPortForwardingSession"],
    ...["--parameters", JSON.stringify({ portNumber: ["5000"], localPortNumber: [new URL(address).port] })],
  ]);
  expect(end).toEqual(["ended"]);
});

test("a port that is wished and taken is refused, before anything is asked of AWS", async () => {
  const port = await take(0);
  const run = open(["--port", String(port)]);
  expect(await run.ended).toBe(1);
  expect(run.output).toContain(`Port ${port} of 127.0.0.1 is in use. Specify another port: --port <port>`);
  expect(calls()).toEqual([]);
});

test("a port that is not a number is a usage error", async () => {
  expect(await open(["--port", "http"]).ended).toBe(2);
});

test("without a running task the command that shows the service's events is named", async () => {
  const output = await failure("no task");
  expect(output).toContain("No task of the service mlflow is running in the cluster mlops-aws-dev");
  expect(output).toContain("aws ecs describe-services --region eu-central-1 --cluster mlops-aws-dev --services mlflow");
});

test("a task whose session agent does not run is not opened", async () => {
  expect(await failure("no agent")).toContain(
    "The session agent of the container mlflow is not running in any of 1 tasks",
  );
});

test("a session that is refused ends with AWS's words and the remedy", async () => {
  const output = await failure("not connected");
  expect(output).toContain("TargetNotConnected");
  expect(output).toContain("The session agent of the task is not connected");
});

test("credentials that have expired are AWS's words", async () => {
  expect(await failure("expired")).toContain("aws ecs list-tasks failed: An error occurred (ExpiredTokenException)");
});

test("without the AWS CLI, or without its plugin, where to get it is said", async () => {
  const without = (name: string) => open([], name);
  const nowhere = without(join(process.execPath, ".."));
  expect(await nowhere.ended).toBe(1);
  expect(nowhere.output).toContain("The AWS CLI is not on the PATH. Install it: https://docs.aws.amazon.com/cli/");
  const other = new DeployedProject({ mlflow_server: URL_OF_SERVER, mlflow_sessions: SERVER });
  try {
    const alone = without([other.program("aws", AWS), join(process.execPath, "..")].join(delimiter));
    expect(await alone.ended).toBe(1);
    expect(alone.output).toContain("The AWS CLI's Session Manager plugin is not on the PATH. Install it: https://");
  } finally {
    other.remove();
  }
});

test("a stack that is not deployed, or made no server, is said to be so", async () => {
  for (const [outputs, message] of [
    [undefined, "dev is not deployed: its state has no outputs. Run: npx cdktf deploy dev"],
    [{ kedro_role: "X" }, "The deploy has no output mlflow_sessions"],
  ] as const) {
    const other = new DeployedProject(outputs);
    try {
      const run = open([], path, other.folder);
      expect(await run.ended).toBe(1);
      expect(run.output).toContain(message);
    } finally {
      other.remove();
    }
  }
});

describe.each([
  {
    cloud: "AWS without sessions",
    server: URL_OF_SERVER,
    signIn: "Sign in at the identity provider in ui.oidc.",
    remedy: "Set ui: { domainName, certificateArn, oidc } in the environment's file, or server.executeCommand to",
  },
  {
    cloud: "Azure",
    server: "https://mlops-mlflow.blue-sea.westeurope.azurecontainerapps.io",
    signIn: "Sign in with Entra, as a member of one of the groups in ui.groupIds.",
    remedy: "Set ui: { groupIds: [...] } in the environment's file and deploy",
  },
  {
    cloud: "Google Cloud",
    server: "https://mlops-mlflow-123456789012.europe-west1.run.app",
    signIn: "Sign in with your Google account, as one of ui.members.",
    remedy: 'Set ui: { members: ["user:you@example.com"] } in the environment\'s file and deploy',
  },
])("servers without a port to forward, as on $cloud,", ({ server, signIn, remedy }) => {
  async function opened(outputs: Readonly<Record<string, unknown>>) {
    const other = new DeployedProject({ mlflow_server: server, ...outputs });
    try {
      const run = open([], path, other.folder);
      const status = await run.ended;
      expect(calls()).toEqual([]);
      return { status, run };
    } finally {
      other.remove();
    }
  }

  test("are opened at the address of the UI, where people sign in", async () => {
    const { status, run } = await opened({ ui_url: "https://mlops-ui.example.com" });
    expect(status).toBe(0);
    expect(run.stdout).toContain("MLflow UI: https://mlops-ui.example.com\n");
    expect(run.stdout).toContain(signIn);
    expect(run.output).not.toContain(server);
  });

  test("without a UI are not opened: the servers' own address answers the gateway alone", async () => {
    const { status, run } = await opened({});
    expect(status).toBe(1);
    expect(run.output).toContain("The platform has no UI");
    expect(run.output).toContain(remedy);
    expect(run.output).not.toContain(server);
  });
});

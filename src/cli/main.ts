#!/usr/bin/env node
import type { Command } from "commander";
import { CommandError } from "../rehearsal/deploy/command";
import { loadOptional, MissingPackages } from "../core/optional-packages";
import { MissingTool } from "../rehearsal/deploy/project";
import type { CheckOptions } from "./check";
import type { CiCommandOptions } from "./ci";
import type { DiffOptions } from "./diff";
import type { DeployModelOptions } from "./deploy-model";
import type { DoctorOptions } from "./doctor";
import type { FaultsCommandOptions } from "./faults";
import { allowClosedPipes, EXIT, terminal } from "./output";
import type { PlanSummaryOptions } from "./plan-summary";
import type { PolicyCommandOptions } from "./policy";
import type { RehearseCommandOptions } from "./rehearse";
import type { VerifyOptions } from "./verify";

/** What `mlops` prints without a command. */
const FIRST_STEPS = `Usage: mlops <command> [stack]

Start in the folder of a CDKTF project:
  mlops doctor              check this machine
  mlops rehearse <stack>    deploy the stack against simulated providers and call its functions; needs no cloud account
  mlops doctor <stack>      check the credentials for a real deploy
  npx cdktf deploy <stack>  deploy the stack
  mlops check <stack>       test what is deployed, from SQL to MLflow

"mlops --help" lists all commands.`;

const EPILOGUE = `
Exit status:
  0    success
  1    failure; the output names the cause and the remedy
  2    invalid command line
  130  interrupted; all processes are stopped

Examples:
  mlops doctor aws-dev
  mlops rehearse aws-dev --json report.json
  mlops rehearse aws-dev --keep
  mlops call MLFLOW_RUN_CREATE '["0"]'
  mlops kedro aws-dev --out conf/local
  mlops check aws-dev
  mlops open aws-dev
  mlops deploy-model gcp-dev --endpoint iris
  mlops graph aws-dev --out aws-dev.svg
  mlops diff aws-dev aws-prod
  mlops verify aws-dev aws-prod
  mlops plan-summary plan.json --costs
  mlops sql aws-dev --out aws-dev.sql`;

/** Builds the command line; each command loads its own part at first use. */
function program(commander: { Command: typeof Command }, finish: (status: number) => void): Command {
  const mlops = new commander.Command("mlops")
    .description("Rehearses, inspects and checks an MLOps platform around Snowflake.")
    .showHelpAfterError('Run "mlops --help" for the list of commands.')
    .addHelpText("after", EPILOGUE);

  mlops
    .command("rehearse")
    .argument("<stack>", "the stack's name, as for cdktf deploy")
    .description(
      "deploy a stack with cdktf and Terraform against simulated providers, call its SQL functions, and destroy it",
    )
    .option(
      "--existing <file>",
      "JSON file of the objects that exist in the accounts before the deploy (docs/rehearsal.md)",
    )
    .option("--json <file>", "write a report of all steps and results")
    .option("--keep", "keep the servers running until Ctrl-C, and print the address of the MLflow UI")
    .option("--verbose", "print the output of cdktf")
    .action(async (stack: string, options: RehearseCommandOptions) => {
      const { rehearseCommand } = await import("./rehearse.js");
      finish(await rehearseCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("faults")
    .argument("<stack>", "the stack's name, as for cdktf deploy")
    .description(
      "fail every create, update and delete of a stack once against simulated providers, and deploy again until it converges",
    )
    .option("--only <type...>", "fail the calls of these Terraform types only")
    .option("--json <file>", "write a report of all faults")
    .action(async (stack: string, options: FaultsCommandOptions) => {
      const { faultsCommand } = await import("./faults.js");
      finish(await faultsCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("call")
    .argument("<function>", "the function's name, for instance MLFLOW_RUN_CREATE")
    .argument("[arguments]", "its arguments as a JSON array", "[]")
    .description("call a SQL function of a rehearsal that runs with --keep, and print the VARIANT that it returns")
    .option("--stack <stack>", "the stack; required if rehearsals of several stacks run")
    .option("--role <role>", "the Snowflake role that calls the function", "ACCOUNTADMIN")
    .action(async (name: string, args: string, options: { stack?: string; role?: string }) => {
      const { callCommand } = await import("./call.js");
      finish(await callCommand(process.cwd(), name, args, options, terminal));
    });

  mlops
    .command("check")
    .argument("<stack>", "the stack's name")
    .description("call the kedro functions in Snowflake, list the artifact stage, and report the failing component")
    .option("--kept", "check a rehearsal that runs with --keep instead of a deploy")
    .option("--role <role>", "the Snowflake role that calls the functions (default: the kedro role of the deploy)")
    .option("--experiment <name>", "the MLflow experiment to which the check logs a run", "Default")
    .option("--timeout <seconds>", "timeout of a statement", "180")
    .action(async (stack: string, options: CheckOptions) => {
      const { checkCommand } = await import("./check.js");
      finish(await checkCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("open")
    .argument("<stack>", "the stack's name")
    .description("forward a local port to the MLflow UI through AWS Session Manager, until Ctrl-C")
    .option("--port <port>", "local port (default: the port of MLflow, or a free one if it is in use)")
    .action(async (stack: string, options: { port?: string }) => {
      const { openCommand } = await import("./open.js");
      finish(await openCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("deploy-model")
    .argument("<stack>", "the stack's name")
    .description(
      "upload the models of a deployed environment to Vertex AI, deploy them to its endpoints and move the traffic",
    )
    .option("--endpoint <name>", "one endpoint (default: all endpoints on Vertex AI)")
    .option("--undeploy", "remove what is deployed instead: a destroy is refused until then")
    .action(async (stack: string, options: DeployModelOptions) => {
      const { deployModelCommand } = await import("./deploy-model.js");
      finish(await deployModelCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("kedro")
    .argument("<stack>", "the stack's name")
    .description("print snowflake.yml and credentials.yml of kedro-snowflake for a stack")
    .option("--out <folder>", "write the files into a folder instead")
    .action(async (stack: string, options: { out?: string }) => {
      const { kedro } = await import("./kedro.js");
      finish(await kedro(process.cwd(), stack, options.out, process.env, terminal));
    });

  mlops
    .command("doctor")
    .argument("[stack]", "also check the credentials and the state backend of this stack")
    .description("check Node, Terraform or OpenTofu, Python, packages and ports, and the credentials of a stack")
    .option("--images", "also ask the registries for the images of the stack, and print the digests to pin")
    .action(async (stack: string | undefined, options: DoctorOptions) => {
      const { doctor } = await import("./doctor.js");
      finish(await doctor(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("graph")
    .argument("<stack>", "the stack's name")
    .description("draw the components of a stack and the path of a SQL call, or the critical path of its deploy")
    .option(
      "--critical-path",
      "draw the longest chain of dependencies, with typical creation times; without --out or --format, print it as a table",
    )
    .option("--format <format>", "print svg, mermaid or markdown (default: mermaid)")
    .option("--out <file>", "write a file instead, in the format of its extension: .svg, .mmd or .md")
    .action(async (stack: string, options: { criticalPath?: boolean; format?: string; out?: string }) => {
      const { graphCommand } = await import("./graph.js");
      finish(await graphCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("policy")
    .argument("<stack>", "the stack's name")
    .description(
      "print the IAM policy or the roles that Terraform needs to plan or deploy a stack; not tested on a live account",
    )
    .requiredOption("--for <purpose>", "plan or deploy")
    .option("--out <folder>", "write it into a folder instead: managed policies of AWS, or the list of roles")
    .option(
      "--trust <repository>",
      "print the trust policy of the role for the pipelines of a repository (OIDC) instead",
    )
    .option("--system <system>", "the system that runs them: github, gitlab or azure-devops (default: github)")
    .option("--issuer <url>", "issuer of their tokens (default: that of github.com or gitlab.com)")
    .option("--account <id>", "AWS account of the trust policy (default: accountId of the environment)")
    .action(async (stack: string, options: PolicyCommandOptions) => {
      const { policy } = await import("./policy.js");
      finish(await policy(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("ci")
    .argument("<system>", "github, gitlab or azure-devops")
    .argument("<stacks...>", "the environments, in the order of their deploys")
    .description("print the pipeline that plans, deploys and checks environments, without stored keys (docs/ci-cd.md)")
    .option("--approval <stacks...>", "environments whose deploy a person approves (default: those of prod)")
    .option("--branch <name>", "the branch that is deployed", "main")
    .option(
      "--snowflake-auth <method>",
      "how the jobs sign in to Snowflake: workload-identity, or key-pair from the system's secret store",
      "workload-identity",
    )
    .option("--plan-branch <name>", "on GitLab, the protected branch whose merge requests are planned (default: none)")
    .option(
      "--session-hours <hours>",
      "on GitHub and Azure DevOps, hours of a session on AWS: 1 or 2, at most those of the role (default: 1)",
    )
    .option("--image <image>", "on GitLab, the image of the jobs, best with its digest (default: node:22-bookworm)")
    .option("--out <folder>", "write the files into a repository instead")
    .action(async (system: string, stacks: string[], options: CiCommandOptions) => {
      const { ciCommand } = await import("./ci.js");
      finish(await ciCommand(process.cwd(), system, stacks, options, process.env, terminal));
    });

  mlops
    .command("ttl")
    .argument("<stack>", "the stack's name")
    .description("print whether the last day of a throw-away environment, its tag ttl, is over: alive, expired or kept")
    .option("--alive", "fail if it is over")
    .action(async (stack: string, options: { alive?: boolean }) => {
      const { ttlCommand } = await import("./ci.js");
      finish(await ttlCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("sql")
    .argument("<stack>", "the stack's name")
    .description("print the SQL that a deploy of a stack sends to Snowflake, for review")
    .option("--out <file>", "write it to a file instead")
    .action(async (stack: string, options: { out?: string }) => {
      const { sqlCommand } = await import("./sql.js");
      finish(await sqlCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("plan-summary")
    .argument("<plan.json>", "the output of: terraform show -json <saved plan>")
    .description("summarize a Terraform plan in Markdown; fail if it replaces or destroys what holds data")
    .option("--allow <address...>", "resources that may be replaced or destroyed although they hold data")
    .option("--costs", "add the difference of the monthly cost, by list prices, of a platform that nobody uses")
    .option("--drift", "report what differs from the code, for a scheduled plan; fail if anything does")
    .option("--title <text>", 'the heading (default: "Plan" or "Drift")')
    .option("--markdown <file>", "write the summary to a file as well")
    .action(async (file: string, options: PlanSummaryOptions) => {
      const { planSummary } = await import("./plan-summary.js");
      finish(planSummary(file, options, terminal));
    });

  mlops
    .command("diff")
    .argument("<stack>", "the name of a stack")
    .argument("<other>", "the name of another stack")
    .description("show how two environments differ: package version, images, models, settings and resources")
    .option("--json", "print JSON instead of Markdown")
    .option("--out <file>", "write it to a file instead")
    .action(async (stack: string, other: string, options: DiffOptions) => {
      const { diff } = await import("./diff.js");
      finish(await diff(process.cwd(), [stack, other], options, process.env, terminal));
    });

  mlops
    .command("verify")
    .argument("<stack...>", "the names of the stacks")
    .description("check synthesized stacks by checkov, whose exceptions need a reason, and by rules of this package")
    .option("--no-checkov", "the rules of this package only, for a machine without Python")
    .action(async (stacks: string[], options: VerifyOptions) => {
      const { verify } = await import("./verify.js");
      finish(await verify(process.cwd(), stacks, options, process.env, terminal));
    });

  for (const command of [mlops, ...mlops.commands]) command.exitOverride();
  return mlops;
}

async function main(): Promise<void> {
  allowClosedPipes();
  if (process.argv.length === 2) {
    terminal.out(FIRST_STEPS);
    return;
  }
  const commander = loadOptional<{ Command: typeof Command }>("commander");
  await program(commander, (status) => {
    process.exitCode = status;
  }).parseAsync(process.argv);
}

/** commander throws instead of exiting: it has printed its message by then, and 0 stands for --help. */
function commanderStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("code" in error) || !String(error.code).startsWith("commander.")) return undefined;
  return "exitCode" in error && error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}

main().catch((error: unknown) => {
  const status = commanderStatus(error);
  if (status !== undefined) {
    process.exitCode = status;
    return;
  }
  const known = error instanceof MissingPackages || error instanceof MissingTool || error instanceof CommandError;
  terminal.err(known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = EXIT.failed;
});

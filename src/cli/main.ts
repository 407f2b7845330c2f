#!/usr/bin/env node
import type { Command } from "commander";
import { CommandError } from "../rehearsal/deploy/command";
import { loadOptional, MissingPackages } from "../core/optional-packages";
import { MissingTool } from "../rehearsal/deploy/project";
import type { CheckOptions } from "./check";
import type { FaultsCommandOptions } from "./faults";
import { allowClosedPipes, EXIT, terminal } from "./output";
import type { RehearseCommandOptions } from "./rehearse";

const EPILOGUE = `
Exit status:
  0    all held
  1    something failed; the output says what and how to mend it
  2    the command was not understood
  130  interrupted; everything that was started has been ended

Examples:
  mlops doctor aws-dev
  mlops rehearse aws-dev --json report.json
  mlops rehearse aws-dev --keep
  mlops call MLFLOW_RUN_CREATE '["0"]'
  mlops kedro aws-dev --out conf/local
  mlops check aws-dev
  mlops open aws-dev
  mlops graph aws-dev --out aws-dev.svg
  mlops sql aws-dev --out aws-dev.sql`;

/** Builds the command line; each command loads its own part at first use. */
function program(commander: { Command: typeof Command }, finish: (status: number) => void): Command {
  const mlops = new commander.Command("mlops")
    .description(
      "Runs an MLOps platform around Snowflake: rehearses a deploy, calls its SQL functions, checks the machine.",
    )
    .showHelpAfterError("(mlops --help lists the commands)")
    .addHelpText("after", EPILOGUE);

  mlops
    .command("rehearse")
    .argument("<stack>", "the stack's name, as for cdktf deploy")
    .description(
      "deploy a stack with the real cdktf and Terraform against simulated providers, call its functions, destroy it",
    )
    .option("--existing <file>", "what the stack expects to exist in the accounts already (docs/rehearsal.md)")
    .option("--json <file>", "write a report of everything that was done and seen")
    .option("--keep", "leave the servers up until Ctrl-C, and print the address of MLflow's UI")
    .option("--verbose", "print what cdktf prints")
    .action(async (stack: string, options: RehearseCommandOptions) => {
      const { rehearseCommand } = await import("./rehearse.js");
      finish(await rehearseCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("faults")
    .argument("<stack>", "the stack's name, as for cdktf deploy")
    .description(
      "let every create, update and delete of a stack fail once against simulated providers, and deploy again until it holds",
    )
    .option("--only <type...>", "let the calls of these Terraform types fail and no others")
    .option("--json <file>", "write a report of every fault")
    .action(async (stack: string, options: FaultsCommandOptions) => {
      const { faultsCommand } = await import("./faults.js");
      finish(await faultsCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("call")
    .argument("<function>", "the function's name, e.g. MLFLOW_RUN_CREATE")
    .argument("[arguments]", "its arguments as a JSON array", "[]")
    .description("call a SQL function of a rehearsal that runs with --keep, and print the VARIANT it returns")
    .option("--stack <stack>", "the stack, where several are kept")
    .option("--role <role>", "the Snowflake role that calls", "ACCOUNTADMIN")
    .action(async (name: string, args: string, options: { stack?: string; role?: string }) => {
      const { callCommand } = await import("./call.js");
      finish(await callCommand(process.cwd(), name, args, options, terminal));
    });

  mlops
    .command("check")
    .argument("<stack>", "the stack's name")
    .description("call the five functions in the real Snowflake, list the artifact stage, and name what is broken")
    .option("--kept", "check a rehearsal that runs with --keep instead")
    .option("--role <role>", "the Snowflake role that calls; by default the deploy's kedro role")
    .option("--experiment <name>", "the experiment that gets the check's run", "Default")
    .option("--timeout <seconds>", "when a statement is given up", "180")
    .action(async (stack: string, options: CheckOptions) => {
      const { checkCommand } = await import("./check.js");
      finish(await checkCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("open")
    .argument("<stack>", "the stack's name")
    .description("forward a port to MLflow's UI through AWS Session Manager, until Ctrl-C")
    .option("--port <port>", "local port; by default MLflow's own, or a free one when that is taken")
    .action(async (stack: string, options: { port?: string }) => {
      const { openCommand } = await import("./open.js");
      finish(await openCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("kedro")
    .argument("<stack>", "the stack's name")
    .description("print kedro-snowflake's snowflake.yml and credentials.yml for a stack")
    .option("--out <folder>", "write them into a folder instead")
    .action(async (stack: string, options: { out?: string }) => {
      const { kedro } = await import("./kedro.js");
      finish(await kedro(process.cwd(), stack, options.out, process.env, terminal));
    });

  mlops
    .command("doctor")
    .argument("[stack]", "also check the credentials that this stack needs")
    .description("say what is missing: Node, Terraform or OpenTofu, Python, ports, credentials")
    .action(async (stack: string | undefined) => {
      const { doctor } = await import("./doctor.js");
      finish(await doctor(process.cwd(), stack, process.env, terminal));
    });

  mlops
    .command("graph")
    .argument("<stack>", "the stack's name")
    .description("draw a stack and the path of a SQL call through it, or its deploy's critical path")
    .option(
      "--critical-path",
      "the longest chain of a deploy, with typical creation times; a table without --out or --format",
    )
    .option("--format <format>", "svg, mermaid or markdown, to standard output (default: mermaid)")
    .option("--out <file>", "write a file instead: .svg, .mmd, or .md with the Mermaid text in it")
    .action(async (stack: string, options: { criticalPath?: boolean; format?: string; out?: string }) => {
      const { graphCommand } = await import("./graph.js");
      finish(await graphCommand(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("policy")
    .argument("<stack>", "the stack's name")
    .description("print the AWS IAM policy by which Terraform plans or deploys a stack; not tried on a live account")
    .requiredOption("--for <purpose>", "plan or deploy")
    .option("--out <folder>", "write it as managed policies into a folder, in as many parts as they need")
    .option("--trust <owner/repository>", "print the role's trust policy for GitHub Actions (OIDC) instead")
    .option("--account <id>", "AWS account of the trust policy, where the environment names none")
    .action(async (stack: string, options: { for: string; out?: string; trust?: string; account?: string }) => {
      const { policy } = await import("./policy.js");
      finish(await policy(process.cwd(), stack, options, process.env, terminal));
    });

  mlops
    .command("sql")
    .argument("<stack>", "the stack's name")
    .description("print a stack's Snowflake objects as the SQL that a deploy sends, for review")
    .option("--out <file>", "write a file instead")
    .action(async (stack: string, options: { out?: string }) => {
      const { sqlCommand } = await import("./sql.js");
      finish(await sqlCommand(process.cwd(), stack, options, process.env, terminal));
    });

  for (const command of [mlops, ...mlops.commands]) command.exitOverride();
  return mlops;
}

async function main(): Promise<void> {
  allowClosedPipes();
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

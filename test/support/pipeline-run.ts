import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { run } from "../../src/rehearsal/deploy/command";
import { ROOT } from "./cli";
import { writeReadyProject } from "./ready-project";

/** A step of a job on GitHub. */
export interface GithubStep {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface GithubJob {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly GithubStep[];
}

/** What a job did. */
export interface JobRun {
  readonly status: number;
  readonly output: string;
  /** Name of the step that failed. @default - none failed */
  readonly failed?: string;
  /** What the job shows on its page. */
  readonly summary: string;
}

/** What stands for an action: variables for the steps after it. */
type Action = (step: GithubStep) => Readonly<Record<string, string>>;

/** A commit of a project: the name of its stack, and the JSON that the app synthesizes. */
export interface Commit {
  readonly name: string;
  readonly stack: { readonly terraform: object; readonly resource?: object };
}

/** The app does not run where the variables of an identity are. */
const REFUSE_IDENTITY = 'if (process.env.SNOWFLAKE_USER) throw new Error("the app runs beside an identity");\n';

/** The bindings of the providers are not handed over: the commands of a job without a checkout cannot load them. */
const WITHOUT_BINDINGS = `
const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...others) {
  if (name.startsWith("@cdktf/provider-")) throw new Error(name + " was not handed over");
  return resolve.call(this, name, ...others);
};
`;

/**
 * A machine of GitHub's for jobs of a workflow: it runs the shell steps of a job in order, in an empty folder, which is a checkout of the
 * project after the action that makes one. Actions are replaced: the tools are installed already, sign-ins set variables, and artifacts
 * are folders.
 */
export class PipelineRunner {
  private readonly project: string;
  private readonly artifacts: string;

  /**
   * @param env variables of the machine
   * @param contexts values of expressions: `vars.AWS_REGION`
   * @param commit what is checked out
   */
  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly contexts: Readonly<Record<string, string>>,
    private readonly commit: Commit,
  ) {
    this.project = join(folder, "project");
    this.artifacts = join(folder, "artifacts");
  }

  private checkOut(): void {
    const { name, stack } = this.commit;
    writeReadyProject(this.project, name, stack);
    appendFileSync(join(this.project, "app.js"), REFUSE_IDENTITY);
    // With the command of this package, as an installation has it.
    const modules = join(this.project, "node_modules");
    rmSync(modules);
    mkdirSync(join(modules, ".bin"), { recursive: true });
    for (const entry of readdirSync(join(ROOT, "node_modules")).filter((each) => !each.startsWith(".")))
      symlinkSync(join(ROOT, "node_modules", entry), join(modules, entry));
    symlinkSync(join(ROOT, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf"), join(modules, ".bin", "cdktf"));
    // npm makes a command executable when it installs the package; the compiler does not.
    const command = `#!/bin/sh\nexec node '${join(ROOT, "dist", "cli", "main.js")}' "$@"\n`;
    writeFileSync(join(modules, ".bin", "mlops"), command, { mode: 0o755 });
    // Left out of what is handed over.
    mkdirSync(join(this.project, ".git"));
  }

  /** Runs a job until its end or its first failing step. */
  public async run(job: GithubJob): Promise<JobRun> {
    // Nothing of an earlier job is left.
    rmSync(this.project, { recursive: true, force: true });
    mkdirSync(this.project, { recursive: true });
    const summaryFile = join(this.folder, "summary.md");
    writeFileSync(summaryFile, "");
    const bindings = join(this.folder, "without-bindings.cjs");
    writeFileSync(bindings, WITHOUT_BINDINGS);
    const isCheckout = job.steps.some(({ uses }) => uses?.startsWith("actions/checkout@"));
    let env: NodeJS.ProcessEnv = {
      ...this.env,
      ...this.filled(job.env),
      ...(isCheckout ? {} : { NODE_OPTIONS: `--require ${bindings}` }),
      GITHUB_STEP_SUMMARY: summaryFile,
    };
    let output = "";
    for (const step of job.steps) {
      if (step.uses !== undefined) {
        env = { ...env, ...this.action(step) };
        continue;
      }
      const script = join(this.folder, "step.sh");
      writeFileSync(script, step.run ?? "");
      // How GitHub runs a step with `shell: bash`.
      const result = await run("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
        cwd: this.project,
        env: { ...env, ...this.filled(step.env) },
      });
      output += result.output;
      if (result.code !== 0) return { status: result.code, output, failed: step.name, summary: this.read(summaryFile) };
    }
    return { status: 0, output, summary: this.read(summaryFile) };
  }

  /** Names of the files of an artifact. */
  public artifact(name: string): string[] {
    return readdirSync(join(this.artifacts, name)).sort();
  }

  private read(file: string): string {
    return readFileSync(file, "utf8");
  }

  private action(step: GithubStep): Readonly<Record<string, string>> {
    const name = step.uses?.split("@")[0] ?? "";
    const found = this.actions[name];
    if (found === undefined) throw new Error(`nothing stands for the action ${name}`);
    return found(step);
  }

  private readonly actions: Readonly<Record<string, Action>> = {
    "actions/checkout": () => {
      this.checkOut();
      return {};
    },
    "actions/cache": () => ({}),
    "actions/setup-node": () => ({}),
    "hashicorp/setup-terraform": () => ({}),
    "aws-actions/configure-aws-credentials": ({ with: inputs }) => {
      const { "role-to-assume": role = "", "aws-region": region = "" } = this.filled(inputs);
      // AWS's own example keys.
      return {
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        AWS_SESSION_TOKEN: role,
        AWS_REGION: region,
      };
    },
    "actions/upload-artifact": ({ with: inputs = {} }) => {
      const [path = "", ...excluded] = (inputs.path ?? "").trim().split("\n");
      const without = excluded.map((each) => join(this.project, each.replace(/^!/, "")));
      const from = join(this.project, path);
      const to = join(this.artifacts, inputs.name ?? "");
      rmSync(to, { recursive: true, force: true });
      cpSync(from, statSync(from).isFile() ? join(to, basename(from)) : to, {
        recursive: true,
        filter: (file) => !without.includes(file),
      });
      return {};
    },
    "actions/download-artifact": ({ with: inputs = {} }) => {
      const from = join(this.artifacts, inputs.name ?? "");
      if (!existsSync(from)) throw new Error(`there is no artifact ${inputs.name ?? ""}`);
      cpSync(from, join(this.project, inputs.path ?? ""), { recursive: true });
      return {};
    },
  };

  private filled(values: Readonly<Record<string, string | number | boolean>> = {}): Record<string, string> {
    const fill = (text: string) =>
      text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_all, name: string) => {
        const value = this.contexts[name];
        if (value === undefined) throw new Error(`the test has no value of ${name}`);
        return value;
      });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fill(String(value))]));
  }
}

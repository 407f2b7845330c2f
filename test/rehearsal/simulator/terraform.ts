import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startSimulator, type Account, type Fault, type Simulator } from "../../../src/rehearsal/simulator";
import type { ProviderRules } from "../../../src/rehearsal/simulator/rule";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = Record<string, Json>;

export interface Outcome {
  readonly status: number | null;
  /** Standard output and error, with lines joined: Terraform wraps messages. */
  readonly text: string;
}

/** CDKTF's own variable; OpenTofu passes the same tests. */
const TERRAFORM = process.env.TERRAFORM_BINARY_NAME ?? "terraform";

/** Real Terraform in a folder of its own, over simulated providers. */
export class Workbench {
  public readonly simulator: Simulator;
  private readonly folder: string;

  /** @param stacks - configurations in Terraform's JSON syntax; their types are what the simulator serves */
  static async open(options: {
    stacks: JsonObject[];
    rules?: ProviderRules[];
    fault?: Fault;
    accounts?: ReadonlyMap<string, Account>;
  }): Promise<Workbench> {
    const folder = mkdtempSync(join(tmpdir(), "simulator-"));
    mkdirSync(join(folder, "work"));
    const stacks = options.stacks.map((stack, index) => {
      const file = join(folder, `stack${index}.json`);
      writeFileSync(file, JSON.stringify(stack));
      return file;
    });
    try {
      const simulator = await startSimulator({
        stacks,
        bindings: resolve(__dirname, "../../.."),
        rules: options.rules ?? [],
        cache: join(folder, "cache"),
        fault: options.fault,
        accounts: options.accounts,
      });
      return new Workbench(folder, simulator);
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  private constructor(folder: string, simulator: Simulator) {
    this.folder = folder;
    this.simulator = simulator;
  }

  /** Writes the configuration and initialises where that was not done yet. */
  async use(stack: JsonObject): Promise<void> {
    const fresh = !existsSync(join(this.folder, "work", "main.tf.json"));
    writeFileSync(join(this.folder, "work", "main.tf.json"), JSON.stringify(stack, null, 2));
    if (!fresh) return;
    const init = await this.run("init", "-input=false");
    if (init.status !== 0) throw new Error(init.text);
  }

  async apply(stack: JsonObject): Promise<Outcome> {
    await this.use(stack);
    return this.run("apply", "-auto-approve", "-input=false");
  }

  /** The status is 0 when nothing would change and 2 when something would. */
  async plan(stack: JsonObject): Promise<Outcome> {
    await this.use(stack);
    return this.run("plan", "-detailed-exitcode", "-input=false");
  }

  destroy(): Promise<Outcome> {
    return this.run("destroy", "-auto-approve", "-input=false");
  }

  attributes(address: string): JsonObject {
    const state = JSON.parse(readFileSync(join(this.folder, "work", "terraform.tfstate"), "utf8")) as {
      resources: { mode: string; type: string; name: string; instances: { attributes: JsonObject }[] }[];
    };
    const found = state.resources.find(
      ({ mode, type, name }) => `${mode === "data" ? "data." : ""}${type}.${name}` === address,
    );
    return found?.instances[0]?.attributes ?? {};
  }

  run(...parameters: string[]): Promise<Outcome> {
    return new Promise((done, fail) => {
      const child = spawn(TERRAFORM, [...parameters, "-no-color"], {
        cwd: join(this.folder, "work"),
        env: { ...process.env, ...this.simulator.environment },
      });
      let text = "";
      child.stdout.on("data", (data: Buffer) => (text += data.toString()));
      child.stderr.on("data", (data: Buffer) => (text += data.toString()));
      child.on("error", fail);
      child.on("close", (status) => {
        done({ status, text: text.replace(/[\s│]+/g, " ") });
      });
    });
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A configuration with the Snowflake, random and aws providers ready to use. */
export function stack(parts: { resource?: Json; data?: Json; output?: Json; aws?: JsonObject }): JsonObject {
  const { aws, ...rest } = parts;
  return {
    terraform: {
      required_providers: {
        aws: { source: "aws" },
        random: { source: "hashicorp/random" },
        snowflake: { source: "snowflakedb/snowflake" },
      },
    },
    provider: { aws: { region: "eu-central-1", ...aws }, snowflake: { organization_name: "ORG", account_name: "ACC" } },
    ...rest,
  };
}

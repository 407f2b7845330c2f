import type { CommandResult } from "../../../src/rehearsal/deploy/command";
import type { Account, Fault, Simulator } from "../../../src/rehearsal/simulator";
import type { ProviderRules } from "../../../src/rehearsal/simulator/rule";
import { TerraformFolder } from "../../support/terraform";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = Record<string, Json>;

export interface Outcome {
  readonly status: number;
  /** Standard output and error, with lines joined: Terraform wraps messages. */
  readonly text: string;
}

/** Real Terraform in a folder of its own, over simulated providers, whose outcomes are read as text. */
export class Workbench {
  /** @param stacks - configurations in Terraform's JSON syntax; their types are what the simulator serves */
  static async open(options: {
    stacks: JsonObject[];
    rules?: ProviderRules[];
    fault?: Fault;
    accounts?: ReadonlyMap<string, Account>;
  }): Promise<Workbench> {
    return new Workbench(await TerraformFolder.open({ ...options, rules: options.rules ?? [] }));
  }

  private constructor(private readonly folder: TerraformFolder) {}

  get simulator(): Simulator {
    return this.folder.simulator;
  }

  /** Writes the configuration and initialises where that was not done yet. */
  use(stack: JsonObject): Promise<void> {
    return this.folder.use(stack);
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

  /** Right after a plan, which has just read every object. */
  async destroyPlanned(): Promise<Outcome> {
    return outcome(await this.folder.destroyPlanned());
  }

  /** What an address of the state holds; nothing when it is not there. */
  attributes(address: string): JsonObject {
    const found = this.folder.state().resources.find((resource) => resource.address === address);
    return (found?.attributes ?? {}) as JsonObject;
  }

  async run(...parameters: string[]): Promise<Outcome> {
    return outcome(await this.folder.run(...parameters));
  }

  close(): Promise<void> {
    return this.folder.close();
  }
}

function outcome({ code, output }: CommandResult): Outcome {
  return { status: code, text: output.replace(/[\s│]+/g, " ") };
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

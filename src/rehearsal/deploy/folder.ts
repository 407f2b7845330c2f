import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SynthesizedStack, type StackJson } from "../../inspect/stack";
import { isOrphaned, markOwner } from "../owner";
import { mustRun } from "./command";
import { ConstructPaths } from "./construct-paths";
import { REQUESTED_STACK } from "./environment";
import { cdktfCli, NoStack, type Project } from "./project";
import { StateServer } from "./state-server";

const PREFIX = "mlops-rehearsal-";

/**
 * The folder of one rehearsal, outside the project: synthesized stacks, local state, logs. The project's own state files and
 * its cdktf.out are neither read nor written.
 */
export class RehearsalFolder {
  /** Makes an empty folder in the system's temporary folder, and removes those of rehearsals that were killed. */
  public static create(): RehearsalFolder {
    for (const name of readdirSync(tmpdir())) {
      const left = join(tmpdir(), name);
      // A state holds secrets: it must not outlive its rehearsal.
      if (name.startsWith(PREFIX) && isOrphaned(left)) rmSync(left, { recursive: true, force: true });
    }
    const path = mkdtempSync(join(tmpdir(), PREFIX));
    markOwner(path);
    return new RehearsalFolder(path);
  }

  /** Where the resources of the stacks come from, taken out of the configurations that are deployed. */
  public readonly constructPaths = new ConstructPaths();
  private states?: Promise<StateServer>;

  private constructor(public readonly path: string) {}

  private get output(): string {
    return join(this.path, "cdktf.out");
  }

  /** Folder with one folder for each stack. */
  public get stacksFolder(): string {
    return join(this.output, "stacks");
  }

  /** Folder of a stack's Terraform configuration. */
  public stackFolder(stack: string): string {
    return join(this.stacksFolder, stack);
  }

  /** The stack's synthesized JSON file. */
  public stackFile(stack: string): string {
    return join(this.stackFolder(stack), "cdk.tf.json");
  }

  /** The stack's local state file. */
  public stateFile(stack: string): string {
    return join(this.path, `terraform.${stack}.tfstate`);
  }

  /** A folder for logs, created at first use. */
  public get logs(): string {
    const folder = join(this.path, "logs");
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /**
   * Synthesizes a stack of the project with the real CLI, into this folder. The app is told which one, and may add others.
   * @throws CommandError with the app's own output when the app fails; NoStack when it makes no stack of this name
   */
  public async synthesize(project: Project, env: NodeJS.ProcessEnv, stack: string): Promise<void> {
    await mustRun(process.execPath, [cdktfCli(project), "synth", "--output", this.output], {
      cwd: project.folder,
      env: { ...env, [REQUESTED_STACK]: stack },
      what: "cdktf synth",
    });
    const stacks = this.stacks();
    if (!stacks.includes(stack)) throw new NoStack(stack, stacks);
    writeFileSync(
      join(this.path, "cdktf.json"),
      JSON.stringify({ language: "typescript", app: "true", output: "cdktf.out", sendCrashReports: "false" }),
    );
  }

  private stacks(): string[] {
    return existsSync(this.stacksFolder) ? readdirSync(this.stacksFolder).sort() : [];
  }

  /** A stack's configuration, for an edit. */
  public read(stack: string): StackJson {
    return JSON.parse(readFileSync(this.stackFile(stack), "utf8")) as StackJson;
  }

  /** Writes a stack's configuration, over the one that is there. */
  public write(stack: string, synthesized: StackJson): void {
    mkdirSync(this.stackFolder(stack), { recursive: true });
    writeFileSync(this.stackFile(stack), JSON.stringify(synthesized, undefined, 2));
  }

  /**
   * Makes a stack ready to be deployed here: replaces the backend block by local state in this folder, takes out the comments that
   * hold construct paths, and changes nothing else. Says which backend it replaced.
   */
  public async useLocalState(stack: string): Promise<string> {
    this.states ??= StateServer.start();
    const states = await this.states;
    const synthesized = this.read(stack);
    const { type, settings } = new SynthesizedStack(synthesized).backend ?? { type: "local", settings: {} };
    synthesized.terraform.backend = { http: { address: states.addressOf(stack, this.stateFile(stack)) } };
    this.constructPaths.takeOutOf(synthesized);
    this.write(stack, synthesized);
    const location = [settings.bucket, settings.container_name, settings.key, settings.prefix].filter(
      (segment) => typeof segment === "string",
    );
    return location.length === 0 ? type : `${type} (${location.join("/")})`;
  }

  /** Removes everything. */
  public remove(): void {
    void this.states?.then(
      (states) => states.close(),
      () => undefined,
    );
    rmSync(this.path, { recursive: true, force: true });
  }
}

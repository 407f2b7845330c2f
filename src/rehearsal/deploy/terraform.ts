import { existsSync } from "node:fs";
import { AppliedState } from "../state";
import { CommandError, lastWords, mustRun, run } from "./command";
import type { RehearsalFolder } from "./folder";
import { cdktfCli, type Project, type TerraformBinary } from "./project";

/** One change that a plan would make. */
export interface PlannedChange {
  readonly address: string;
  /** Terraform's words: create, update, delete, replace. */
  readonly action: string;
}

/** What a plan would do. */
export interface Plan {
  readonly changes: PlannedChange[];
  /** Outputs whose value would change. */
  readonly outputs: string[];
}

/** An apply or destroy that may fail. */
export interface Attempt {
  readonly ok: boolean;
  /** Addresses whose create, update or delete failed. */
  readonly failed: string[];
  /** Terraform's errors, one line each. */
  readonly errors: string[];
}

interface AttemptLine {
  readonly type?: string;
  readonly hook?: { readonly resource: { readonly addr: string } };
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  };
}

interface PlanLine {
  readonly type?: string;
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
  readonly outputs?: Record<string, { readonly action?: string }>;
}

function jsonLines<T>(text: string): T[] {
  return text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as T] : []));
}

/** Runs the real tools on one stack of a rehearsal folder. */
export class TerraformRun {
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly project: Project,
    private readonly folder: RehearsalFolder,
    private readonly stack: string,
    private readonly terraform: TerraformBinary,
    environment: NodeJS.ProcessEnv,
    private readonly onLine?: (line: string) => void,
  ) {
    this.env = { ...environment, TERRAFORM_BINARY_NAME: terraform.file };
  }

  /** `cdktf deploy <stack>`: init, plan and apply. */
  public async deploy(): Promise<void> {
    await this.cdktf("deploy");
  }

  /** `cdktf destroy <stack>`. */
  public async destroy(): Promise<void> {
    await this.cdktf("destroy");
  }

  /** `terraform validate` on the synthesized configuration. */
  public async validate(): Promise<void> {
    await mustRun(this.terraform.file, ["validate", "-no-color"], {
      cwd: this.folder.stackFolder(this.stack),
      env: this.env,
      what: "terraform validate",
    });
  }

  /** `terraform init`, for configurations that do not go through cdktf. */
  public async init(): Promise<void> {
    await mustRun(this.terraform.file, ["init", "-input=false", "-no-color"], {
      cwd: this.folder.stackFolder(this.stack),
      env: this.env,
      what: "terraform init",
    });
  }

  /** `terraform apply`, for configurations that do not go through cdktf. */
  public async apply(): Promise<void> {
    await mustRun(this.terraform.file, ["apply", "-input=false", "-no-color", "-auto-approve"], {
      cwd: this.folder.stackFolder(this.stack),
      env: this.env,
      what: "terraform apply",
    });
  }

  /** `terraform destroy`, for configurations that do not go through cdktf. */
  public async destroyDirectly(): Promise<void> {
    await mustRun(this.terraform.file, ["destroy", "-input=false", "-no-color", "-auto-approve"], {
      cwd: this.folder.stackFolder(this.stack),
      env: this.env,
      what: "terraform destroy",
    });
  }

  /** `terraform apply` or `terraform destroy` whose failure is an answer: which resources failed, and with what words. */
  public async attempt(command: "apply" | "destroy"): Promise<Attempt> {
    const result = await run(this.terraform.file, [command, "-input=false", "-json", "-auto-approve"], {
      cwd: this.folder.stackFolder(this.stack),
      env: this.env,
    });
    const lines = jsonLines<AttemptLine>(result.stdout);
    const errors = lines.flatMap(({ diagnostic }) =>
      diagnostic?.severity === "error"
        ? [[diagnostic.address, diagnostic.summary, diagnostic.detail].filter(Boolean).join(": ").replace(/\s+/g, " ")]
        : [],
    );
    return {
      ok: result.code === 0,
      failed: lines.flatMap(({ type, hook }) =>
        type === "apply_errored" && hook !== undefined ? [hook.resource.addr] : [],
      ),
      // Terraform may fail before it speaks JSON.
      errors: result.code !== 0 && errors.length === 0 ? [lastWords(result.output)] : errors,
    };
  }

  /** `terraform plan` against what was applied. */
  public async plan(): Promise<Plan> {
    const result = await run(this.terraform.file, ["plan", "-input=false", "-json", "-detailed-exitcode"], {
      cwd: this.folder.stackFolder(this.stack),
      env: this.env,
    });
    const lines = jsonLines<PlanLine>(result.stdout);
    if (result.code !== 0 && result.code !== 2) {
      throw new CommandError(
        `terraform plan failed with status ${result.code}:\n${lastWords(result.output)}`,
        result.output,
      );
    }
    const changes = lines.flatMap(({ type, change }) =>
      type === "planned_change" && change !== undefined && change.action !== "read"
        ? [{ address: change.resource.addr, action: change.action }]
        : [],
    );
    const outputs = lines.flatMap((line) =>
      line.type === "outputs"
        ? Object.entries(line.outputs ?? {}).flatMap(([name, output]) =>
            output.action !== undefined && output.action !== "noop" ? [name] : [],
          )
        : [],
    );
    if (result.code === 2 && changes.length === 0 && outputs.length === 0) {
      throw new CommandError("terraform plan reports changes without their addresses", result.output);
    }
    return { changes, outputs };
  }

  /** Takes back Terraform's mark that a resource is to be replaced. */
  public async untaint(address: string): Promise<void> {
    await mustRun(this.terraform.file, ["untaint", "-no-color", address], {
      cwd: this.folder.stackFolder(this.stack),
      env: this.env,
      what: `terraform untaint ${address}`,
    });
  }

  /** Addresses that Terraform will replace because their create failed after the object was created. */
  public tainted(): string[] {
    return this.state()
      .resources.filter(({ tainted }) => tainted)
      .map(({ address }) => address);
  }

  /** Of these, those that a destroy only forgets: their replacement would find the object that is left. */
  public abandoned(): string[] {
    return this.state()
      .resources.filter(({ tainted, attributes }) => tainted && attributes.deletion_policy === "ABANDON")
      .map(({ address }) => address);
  }

  /** What the state holds; nothing before the first apply. */
  public state(): AppliedState {
    const file = this.folder.stateFile(this.stack);
    return existsSync(file) ? AppliedState.read(file) : new AppliedState({});
  }

  private async cdktf(command: "deploy" | "destroy"): Promise<void> {
    const args = [command, this.stack, "--auto-approve", "--skip-synth", "--skip-provider-lock", "--no-color"];
    await mustRun(process.execPath, [cdktfCli(this.project), ...args], {
      cwd: this.folder.path,
      env: this.env,
      onLine: this.onLine,
      explain: (line) => this.folder.constructPaths.addTo(line),
      what: `cdktf ${command} ${this.stack}`,
    });
  }
}

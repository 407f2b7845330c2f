import { execFileSync } from "node:child_process";
import { TerraformResource, type TerraformResourceLifecycle } from "cdktf";
import type { Construct, IValidation } from "constructs";

const LEAST_MINOR = 4;

export interface TerraformDataProps {
  /** Values that the state keeps; may be tokens. */
  readonly input?: Readonly<Record<string, string>>;
  /** Values whose change replaces the resource. */
  readonly triggersReplace?: Readonly<Record<string, string>>;
  readonly lifecycle?: TerraformResourceLifecycle;
}

/**
 * Terraform's own resource `terraform_data`. CDKTF's class for it starts Terraform once a resource to read its version, which takes as
 * long as the synthesis of a hundred resources; this one starts it once a program.
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class TerraformData extends TerraformResource {
  private readonly props: TerraformDataProps;

  constructor(scope: Construct, id: string, props: TerraformDataProps) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      lifecycle: props.lifecycle,
    });
    this.props = props;
    this.node.addValidation(VERSION);
  }

  /** Changes when the resource is replaced. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.props.input, triggers_replace: this.props.triggersReplace };
  }
}

const checked = new Map<string, string[]>();

const VERSION: IValidation = {
  validate: () => {
    // CDKTF reads the same variable.
    const { TERRAFORM_BINARY_NAME: chosen = "" } = process.env;
    const binary = chosen === "" ? "terraform" : chosen;
    const problems = checked.get(binary) ?? versionProblems(binary);
    checked.set(binary, problems);
    return problems;
  },
};

function versionProblems(binary: string): string[] {
  const remedy = `terraform_data needs Terraform 1.${LEAST_MINOR} or later: install it, or set TERRAFORM_BINARY_NAME`;
  let printed: string;
  try {
    printed = execFileSync(binary, ["version"], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    return [`${binary} version failed: ${String(error)}. ${remedy}`];
  }
  const [version = "", major = "0", minor = "0"] = /(\d+)\.(\d+)\.\d+/.exec(printed) ?? [];
  const isEnough = Number(major) > 1 || (Number(major) === 1 && Number(minor) >= LEAST_MINOR);
  return isEnough ? [] : [`${binary} has version ${version === "" ? "unknown" : version}. ${remedy}`];
}

import type { Backend } from "../inspect/stack";
import type { TerraformBinary } from "../rehearsal/deploy/project";

/** Where a stack keeps its state, and whether Terraform can lock it there. */
export interface StateCheck {
  readonly holds: boolean;
  readonly text: string;
}

/**
 * Checks the state backend of a stack. `use_lockfile` needs Terraform or OpenTofu 1.10.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
 * @see https://opentofu.org/docs/language/settings/backends/s3/#s3-state-locking
 */
export function checkBackend(
  backend: Backend | undefined,
  terraform: Pick<TerraformBinary, "product" | "version"> | undefined,
): StateCheck {
  const { type, settings } = backend ?? { type: "local", settings: {} };
  if (type === "local") return { holds: true, text: "state: local file in this folder" };
  const address = [settings.bucket, settings.key ?? settings.prefix]
    .filter((part) => typeof part === "string")
    .join("/");
  const state = `state: ${type}${address === "" ? "" : `, ${address}`}`;
  if (settings.use_lockfile !== true || terraform === undefined || knowsLockFiles(terraform.version))
    return { holds: true, text: state };
  return {
    holds: false,
    text:
      `${state}: ${terraform.product} ${terraform.version} does not support lock files in S3. ` +
      "Install Terraform or OpenTofu 1.10 or newer, or set state.lock to StateLock.DYNAMODB",
  };
}

function knowsLockFiles(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 10);
}

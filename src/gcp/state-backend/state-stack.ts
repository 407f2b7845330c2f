import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Tags } from "../../core";
import { asChecked, checkOnce } from "../../core/checks";
import { DEFAULT_PREFIX } from "../../platform/defaults";
import { addOutput } from "../../platform/outputs";
import { addGoogleProvider } from "../google-provider";
import { STATE_STACK } from "./checks";
import { keepStateInGcs } from "./gcs-backend";
import type { GcpState, StateBackendSettings } from "./settings";
import { StateBackend } from "./state-backend";

/** The stack that creates the bucket of Terraform's states. The project comes from the credentials in use. */
export interface GcpStateStackProps extends StateBackendSettings {
  /** The stack's id, for instance `gcp-state`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Beginning of the bucket's name; 2 to 20 characters. @default - "mlops" */
  readonly prefix?: string;
  /** @default - "europe-west1" */
  readonly region?: string;
  /** @default - the project of GOOGLE_PROJECT */
  readonly projectId?: string;
  /** Labels of the bucket. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /**
   * Location of this stack's state: a local file at first. To move it to the bucket, set the lines that the stack prints here and deploy
   * again with `--migrate-state`.
   * @default - a local file
   */
  readonly state?: GcpState;
}

/**
 * Creates the bucket of Terraform's states, and outputs the setting for the environments' files. Deploy it once, before all other stacks.
 */
export class GcpStateStack extends TerraformStack {
  public readonly backend: StateBackend;

  /** @throws ValidationError with every problem, before anything is created */
  constructor(scope: Construct, props: GcpStateStackProps) {
    const { name, prefix = DEFAULT_PREFIX, projectId, tags, state, ...settings } = props;
    checkOnce(name, { ...props, prefix }, STATE_STACK);
    super(scope, name);

    addGoogleProvider(this, { projectId });
    new RandomProvider(this, "RandomProvider");
    this.backend = new StateBackend(this, "State", asChecked({ ...settings, prefix, tags: Tags.of(prefix, tags) }));
    if (state !== undefined) keepStateInGcs(this, state, name);
    const { bucketName } = this.backend;
    addOutput(this, "bucket", bucketName, "Bucket of Terraform's states");
    const lines = ["state: {", `  bucket: "${bucketName}",`, "},"];
    addOutput(this, "environment_lines", lines.join("\n"), "Setting for the environments' files");
  }
}

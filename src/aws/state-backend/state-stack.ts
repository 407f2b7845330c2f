import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Tags } from "../../core";
import { asChecked, checkOnce } from "../../core/checks";
import { DEFAULT_PREFIX } from "../../platform/defaults";
import { addOutput } from "../../platform/outputs";
import { AwsAccount } from "../account";
import { addAwsProvider } from "../aws-provider";
import { STATE_STACK } from "./checks";
import { keepStateInS3 } from "./s3-backend";
import { StateLock, type S3State, type StateBackendSettings } from "./settings";
import { StateBackend } from "./state-backend";

/** The stack that creates the bucket of Terraform's states. It needs no IDs: account and region come from the credentials in use. */
export interface AwsStateStackProps extends StateBackendSettings {
  /** The stack's id, for instance `aws-state`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Beginning of the bucket's name; 2 to 20 characters. @default - "mlops" */
  readonly prefix?: string;
  /** @default - the region of the credentials in use (AWS_REGION or the profile's) */
  readonly region?: string;
  /** Refuses to deploy into any other account; twelve digits. @default - the account of the credentials in use */
  readonly accountId?: string;
  /** Tags of bucket and table. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /**
   * Location of this stack's state: a local file at first. To move it to the bucket, set the lines that the stack prints here
   * and deploy again with `--migrate-state`.
   * @default - a local file
   */
  readonly state?: S3State;
}

/**
 * Creates the bucket of Terraform's states, and outputs the setting for the environments' files. Deploy it once, before all other stacks.
 */
export class AwsStateStack extends TerraformStack {
  public readonly backend: StateBackend;

  /** @throws ValidationError with every problem, before anything is created */
  constructor(scope: Construct, props: AwsStateStackProps) {
    const { name, prefix = DEFAULT_PREFIX, region, tags, state, ...settings } = props;
    checkOnce(name, { ...props, prefix }, STATE_STACK);
    super(scope, name);

    addAwsProvider(this, props);
    new RandomProvider(this, "RandomProvider");
    this.backend = new StateBackend(this, "State", asChecked({ ...settings, prefix, tags: Tags.of(prefix, tags) }));
    if (state !== undefined) keepStateInS3(this, state, name);
    addOutput(this, "bucket", this.backend.bucketName, "Bucket of Terraform's states");
    addOutput(
      this,
      "environment_lines",
      this.lines(region ?? AwsAccount.of(this).region).join("\n"),
      "Setting for the environments' files",
    );
  }

  private lines(region: string): string[] {
    const { bucketName, lock, encryptionKeyArn } = this.backend;
    return [
      "state: {",
      `  bucket: "${bucketName}",`,
      `  region: "${region}",`,
      ...(lock === StateLock.DYNAMODB ? ["  lock: StateLock.DYNAMODB,"] : []),
      ...(encryptionKeyArn === undefined ? [] : [`  encryptionKeyArn: "${encryptionKeyArn}",`]),
      "},",
    ];
  }
}

import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Environments, Problems, Size, Tags } from "../core";
import { AwsAccount } from "./account";
import { checkAccountId, checkRegion } from "./private/place";
import { checkState, keepStateInS3 } from "./private/state";
import { StateLock, type S3State } from "./state";
import { StateBackend, type StateBackendSettings } from "./state-backend";

/** The stack that makes the place of all states. It needs no ids: account and region come from the credentials in use. */
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
   * Where this stack's own state is kept: a local file at first, the bucket itself after the lines that it prints were pasted here
   * and it was deployed again with `--migrate-state`.
   * @default - a local file
   */
  readonly state?: S3State;
}

const DEFAULT_PREFIX = "mlops";

/** Makes the bucket of Terraform's states and prints the lines to paste into the environments' files. Deployed once, before all other stacks. */
export class AwsStateStack extends TerraformStack {
  public readonly backend: StateBackend;

  /** @throws ValidationError with every problem, before anything is made */
  constructor(scope: Construct, props: AwsStateStackProps) {
    const { name, prefix = DEFAULT_PREFIX, region, accountId, tags, state, ...settings } = props;
    const problems = new Problems(name);
    // States are worth protecting whatever the size of what they describe.
    Environments.check(problems, { name, size: Size.PROD, prefix, tags });
    if (region !== undefined) checkRegion(problems, "region", region);
    checkAccountId(problems, "accountId", accountId);
    if (state !== undefined) checkState(problems, name, state);
    problems.throwIfAny();
    super(scope, name);

    const allowedAccountIds = accountId === undefined ? undefined : [accountId];
    new AwsProvider(this, "Aws", { region, allowedAccountIds });
    new RandomProvider(this, "Random");
    this.backend = new StateBackend(this, "State", { ...settings, prefix, tags: Tags.of(prefix, tags) });
    if (state !== undefined) keepStateInS3(this, state, name);
    this.output("bucket", this.backend.bucketName, "Bucket of Terraform's states");
    this.output(
      "environment_lines",
      this.lines(region ?? AwsAccount.of(this).region).join("\n"),
      "Lines for the environments' files",
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

  private output(name: string, value: string, description: string): void {
    const id = name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    new TerraformOutput(this, id, { value, description }).overrideLogicalId(name);
  }
}

import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Tags } from "../../core";
import { asChecked, checkOnce } from "../../core/checks";
import { CiPurpose } from "../../core/ci-access/subjects";
import { DEFAULT_PREFIX } from "../../platform/defaults";
import { addPipelineOutputs } from "../../platform/ci-access/outputs";
import { ciUserOfAwsRole } from "../../platform/ci-access/snowflake-users";
import { AwsAccount } from "../account";
import { addAwsProvider } from "../aws-provider";
import { keepStateInS3 } from "../state-backend/s3-backend";
import type { S3State } from "../state-backend/settings";
import { CI_STACK } from "./checks";
import { CiAccess } from "./ci-access";
import type { CiAccessSettings } from "./settings";

/** The stack that creates the roles of the pipelines. It needs no IDs: account and region come from the credentials in use. */
export interface AwsCiStackProps extends CiAccessSettings {
  /** The stack's id, for instance `aws-ci`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Beginning of the roles' names; 2 to 20 characters. @default - "mlops" */
  readonly prefix?: string;
  /** @default - the region of the credentials in use (AWS_REGION or the profile's) */
  readonly region?: string;
  /** Refuses to deploy into any other account; twelve digits. @default - the account of the credentials in use */
  readonly accountId?: string;
  /** Tags of roles, policies and provider. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /** Location of this stack's state. @default - a local file */
  readonly state?: S3State;
}

/**
 * Creates the roles that pipelines assume without a stored key. It outputs the variables of the pipeline, and the SQL of the users by which
 * the same roles sign in to Snowflake. An administrator deploys it, before the pipeline runs.
 */
export class AwsCiStack extends TerraformStack {
  public readonly access: CiAccess;

  /** @throws ValidationError with every problem, before anything is created */
  constructor(scope: Construct, props: AwsCiStackProps) {
    const { name, prefix = DEFAULT_PREFIX, region, accountId, tags, state, ...settings } = props;
    checkOnce(name, { ...props, prefix }, CI_STACK);
    super(scope, name);

    addAwsProvider(this, { region, accountId });
    this.access = new CiAccess(this, "CiAccess", asChecked({ ...settings, prefix, tags: Tags.of(prefix, tags) }));
    if (state !== undefined) keepStateInS3(this, state, name);
    const signIn = (environment: string, purpose: CiPurpose, roleArn: string) => ({
      variables: { AWS_ROLE_ARN: roleArn, AWS_REGION: region ?? AwsAccount.of(this).region },
      users: [ciUserOfAwsRole(prefix, environment, purpose, roleArn)],
    });
    addPipelineOutputs(
      this,
      this.access.roles.map(({ environment, planRoleArn, deployRoleArn }) => ({
        environment,
        plan: signIn(environment, CiPurpose.PLAN, planRoleArn),
        deploy: signIn(environment, CiPurpose.DEPLOY, deployRoleArn),
      })),
    );
  }
}

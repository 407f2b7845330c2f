import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Tags } from "../../core";
import { asChecked, checkOnce } from "../../core/checks";
import { CiPurpose, resolveCiRepository } from "../../core/ci-access/subjects";
import { DEFAULT_PREFIX } from "../../platform/defaults";
import { addPipelineOutputs } from "../../platform/ci-access/outputs";
import { ciUsersOfTokens } from "../../platform/ci-access/snowflake-users";
import { addOutput } from "../../platform/outputs";
import { addAzureProviders } from "../azure-provider";
import { keepStateInAzure } from "../state-backend/azure-backend";
import type { AzureState } from "../state-backend/settings";
import { AzureSubscription } from "../subscription";
import { CI_STACK } from "./checks";
import { CiAccess } from "./ci-access";
import type { CiIdentities } from "./interface";
import type { CiAccessSettings } from "./settings";

/** The stack that creates the identities of a platform's pipelines. Subscription and tenant come from the credentials in use. */
export interface AzureCiStackProps extends CiAccessSettings {
  /** The stack's id, for instance `azure-ci`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Beginning of the names of resource group and identities; 2 to 20 characters. @default - "mlops" */
  readonly prefix?: string;
  /** @default - "westeurope" */
  readonly location?: string;
  /** @default - the subscription of ARM_SUBSCRIPTION_ID */
  readonly subscriptionId?: string;
  /** @default - the tenant of the credentials in use */
  readonly tenantId?: string;
  /** Tags of resource group and identities. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /** Location of this stack's state, beside those of the environments. @default - a local file */
  readonly state?: AzureState;
}

const DEPLOYERS = "Lines for the files of the environments, so that plan and deploy name one identity";

/** The line of each environment's file. */
function deployerLines(identities: readonly CiIdentities[]): string {
  return identities
    .map(({ environment, deployObjectId }) => `# ${environment}\ndeployerObjectId: "${deployObjectId}",`)
    .join("\n\n");
}

/**
 * Creates the identities that pipelines use without a stored key. It outputs the variables of the pipeline, the SQL of the users by
 * which its tokens sign in to Snowflake, and the lines that name the deploying identities in the files of the environments. An
 * administrator deploys it, before the pipeline runs: it assigns roles, and permissions of Microsoft Graph.
 */
export class AzureCiStack extends TerraformStack {
  public readonly access: CiAccess;

  /** @throws ValidationError with every problem, before anything is created */
  constructor(scope: Construct, props: AzureCiStackProps) {
    const { name, prefix = DEFAULT_PREFIX, subscriptionId, tenantId, tags, state, ...settings } = props;
    checkOnce(name, { ...props, prefix }, CI_STACK);
    super(scope, name);

    addAzureProviders(this, { subscriptionId, tenantId, purge: false });
    this.access = new CiAccess(this, "CiAccess", asChecked({ ...settings, prefix, tags: Tags.of(prefix, tags) }));
    if (state !== undefined) keepStateInAzure(this, state, name);
    const { subscriptionId: subscription, tenantId: tenant } = AzureSubscription.of(this.access);
    const repository = resolveCiRepository(settings);
    const signIn = (environment: string, purpose: CiPurpose, clientId: string) => ({
      variables: { ARM_CLIENT_ID: clientId, ARM_TENANT_ID: tenant, ARM_SUBSCRIPTION_ID: subscription },
      users: ciUsersOfTokens(repository, prefix, environment, purpose),
    });
    addPipelineOutputs(
      this,
      this.access.identities.map(({ environment, planClientId, deployClientId }) => ({
        environment,
        plan: signIn(environment, CiPurpose.PLAN, planClientId),
        deploy: signIn(environment, CiPurpose.DEPLOY, deployClientId),
      })),
    );
    addOutput(this, "deployer_object_ids", deployerLines(this.access.identities), DEPLOYERS);
  }
}

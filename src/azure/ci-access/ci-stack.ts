import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Tags } from "../../core";
import { asChecked, checkOnce } from "../../core/checks";
import { addOutput } from "../../platform/outputs";
import { addAzureProviders } from "../azure-provider";
import { keepStateInAzure } from "../state-backend/azure-backend";
import type { AzureState } from "../state-backend/settings";
import { CI_STACK } from "./checks";
import { CiAccess } from "./ci-access";
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

const DEFAULT_PREFIX = "mlops";

/**
 * Creates the identities of a platform's pipelines, and outputs the variables of the pipelines. An administrator deploys it, after the
 * stack of the states and before the pipelines run: it assigns roles, and permissions of Microsoft Graph.
 */
export class AzureCiStack extends TerraformStack {
  public readonly access: CiAccess;

  /** @throws ValidationError with every problem, before anything is created */
  constructor(scope: Construct, props: AzureCiStackProps) {
    const { name, prefix = DEFAULT_PREFIX, subscriptionId, tenantId, tags, state, ...settings } = props;
    checkOnce(name, { ...props, prefix }, CI_STACK);
    super(scope, name);

    addAzureProviders(this, { subscriptionId, tenantId, purge: false });
    this.access = new CiAccess(this, "Access", asChecked({ ...settings, prefix, tags: Tags.of(prefix, tags) }));
    if (state !== undefined) keepStateInAzure(this, state, name);
    addOutput(
      this,
      "pipeline_variables",
      this.access.pipelineVariables,
      "Variables of the pipelines; none is a secret",
    );
  }
}

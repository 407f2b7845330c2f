import { Application } from "@cdktf/provider-azuread/lib/application";
import { ServicePrincipal } from "@cdktf/provider-azuread/lib/service-principal";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import type { AzureComponentProps } from "../component";
import { COMPONENT_ROWS } from "../component-checks";
import { DEPLOYER_ROWS } from "../deployer/checks";
import { deployerOf, ownedBy } from "../deployer/identity";
import type { DeployerSettings } from "../deployer/settings";
import type { IGatewayCaller } from "../gateway/interface";
import { AzureSubscription } from "../subscription";
import { clientIdOf } from "./consent";

export interface SnowflakeApplicationProps extends AzureComponentProps, DeployerSettings {}

const NO_INTEGRATION = "No integration is set. Call trust(...)";

/**
 * The application in Entra that Snowflake asks for when its external functions call the gateway, with its service principal: without one
 * Entra issues no token. Give its client ID to the API integration, then call `trust` with the consent URL of the integration.
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-creating-azure-common-api-integration
 */
export class SnowflakeApplication extends Construct implements IGatewayCaller {
  public readonly tenantId: string;
  public readonly audience: string;
  public readonly dependencies: ITerraformDependable[];
  private clientId: string | undefined;

  constructor(scope: Construct, id: string, props: SnowflakeApplicationProps) {
    super(scope, id);
    checkOnce(this, props, { rows: [...COMPONENT_ROWS, ...DEPLOYER_ROWS] });
    const { tenantId } = AzureSubscription.of(this);
    const owned = ownedBy(deployerOf(this, props));
    const application = new Application(this, "Resource", {
      displayName: `${props.prefix}-snowflake`,
      description: "Audience of the tokens with which Snowflake's external functions call the MLflow gateway",
      // Snowflake answers 500 for an application of several tenants.
      signInAudience: "AzureADMyOrg",
      // The gateway checks issuer and claims of version 1.
      api: { requestedAccessTokenVersion: 1 },
      ...owned,
    });
    const principal = new ServicePrincipal(this, "Principal", {
      clientId: application.clientId,
      // Snowflake's application is none of this tenant's: it can have no assignment. The gateway's policy names it instead.
      appRoleAssignmentRequired: false,
      ...owned,
    });
    this.tenantId = tenantId;
    // There is no identifier URI: newer tenants refuse most of them.
    this.audience = application.clientId;
    this.dependencies = [principal];
    this.node.addValidation({ validate: () => (this.clientId === undefined ? [NO_INTEGRATION] : []) });
  }

  public get snowflakeClientId(): string {
    if (this.clientId === undefined) throw new Error(`${this.node.path}: ${NO_INTEGRATION}`);
    return this.clientId;
  }

  /** Names the application that may ask for tokens: the one to which the integration's consent URL refers. */
  public trust(consentUrl: string): void {
    this.clientId = clientIdOf(consentUrl);
  }
}

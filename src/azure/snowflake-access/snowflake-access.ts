import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Fn, Op, Token } from "cdktf";
import { Construct } from "constructs";
import { asChecked, checkOnce } from "../../core/checks";
import { ApiIntegration, StorageIntegration, type IApiIntegration, type IStorageIntegration } from "../../snowflake";
import type { IArtifactStore } from "../artifact-store/interface";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { DeployerSettings } from "../deployer/settings";
import type { IGateway, IGatewayCaller } from "../gateway/interface";
import { AzureSubscription } from "../subscription";
import { SnowflakeApplication } from "./application";
import { SNOWFLAKE_ACCESS } from "./checks";
import { clientIdOf } from "./consent";
import type { SnowflakeAccessSettings } from "./settings";

export interface SnowflakeAccessProps extends AzureComponentProps, SnowflakeAccessSettings, DeployerSettings {
  /** Upper-case name of the API integration, unique in the Snowflake account. */
  readonly apiIntegration: string;
  /** Upper-case name of the storage integration, unique in the Snowflake account. */
  readonly storageIntegration: string;
  /** The artifacts of Snowflake's stages. */
  readonly artifactStore: IArtifactStore;
}

/**
 * The trust between Snowflake and Azure: an integration and the identity that it uses, for the gateway and for the artifacts. The gateway
 * is created first, then `connect` creates the integration, then the gateway allows `caller`: one apply. An administrator of the tenant
 * consents to each of the two applications once; for the artifacts the object ID that follows is a setting of the next deploy.
 * @see https://docs.snowflake.com/en/user-guide/data-load-azure-config
 */
export class SnowflakeAccess extends Construct {
  /** The identity that the gateway allows, after `connect`. */
  public readonly caller: IGatewayCaller;
  /** Integration with the artifacts' container. */
  public readonly storageIntegration: IStorageIntegration;
  /** Location of the artifacts as Snowflake addresses it, with a slash at its end. */
  public readonly artifactLocation: string;
  /** Address at which an administrator of the tenant consents to Snowflake's application of the storage integration. */
  public readonly storageConsentUrl: string;
  /** Client ID of that application: `az ad sp create --id <client ID>` does the same as the consent. */
  public readonly storageApplicationId: string;
  private readonly application: SnowflakeApplication;
  private readonly props: SnowflakeAccessProps;
  private consentUrl: string | undefined;

  /** @throws ValidationError for an invalid name or object ID */
  constructor(scope: Construct, id: string, props: SnowflakeAccessProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(SNOWFLAKE_ACCESS), props.size);
    this.props = props;
    // The application shares it.
    const { tenantId } = AzureSubscription.of(this);
    const { prefix, size, resourceGroup, tags, artifactStore, deployerObjectId } = props;
    const component = { prefix, size, resourceGroup, tags, deployerObjectId };
    this.caller = this.application = new SnowflakeApplication(this, "Application", asChecked(component));
    this.artifactLocation = artifactStore.snowflakeLocation;
    const integration = StorageIntegration.azure(this, "StorageIntegration", {
      name: props.storageIntegration,
      tenantId,
      allowedLocations: [this.artifactLocation],
      comment: `MLflow artifacts of ${prefix}`,
    });
    this.storageIntegration = integration;
    // An address is no secret: the provider marks that of a storage integration as one.
    this.storageConsentUrl = Token.asString(Fn.nonsensitive(integration.consentUrl));
    this.storageApplicationId = clientIdOf(this.storageConsentUrl);
    if (props.snowflakeStoragePrincipalId !== undefined)
      this.allowStages(props.snowflakeStoragePrincipalId, artifactStore);
  }

  /**
   * Snowflake's guide assigns Storage Blob Data Contributor on the whole account. The container is enough for the artifacts themselves; the
   * key of a user delegation SAS belongs to the account, and asking for it gives no access to data. Not verified: that Snowflake needs
   * nothing else of the account (docs/rehearsal.md).
   * @see https://learn.microsoft.com/en-us/rest/api/storageservices/create-user-delegation-sas#assign-permissions-with-rbac
   */
  private allowStages(principalId: string, { containerId, storageAccountId }: IArtifactStore): void {
    const common = {
      principalId,
      // Entra may not show a new principal everywhere yet.
      principalType: "ServicePrincipal",
      description: "Snowflake stages over MLflow's artifacts",
      lifecycle: { precondition: [this.isObjectId(principalId)] },
    };
    new RoleAssignment(this, "StorageRole", {
      ...common,
      scope: containerId,
      roleDefinitionName: "Storage Blob Data Contributor",
    });
    new RoleAssignment(this, "DelegationRole", {
      ...common,
      scope: storageAccountId,
      roleDefinitionName: "Storage Blob Delegator",
    });
  }

  /** Azure takes the client ID of an application for a principal that is new, and assigns the role to nobody. */
  private isObjectId(principalId: string) {
    const clientId = this.storageApplicationId;
    return {
      condition: Token.asString(Op.neq(Fn.lower(principalId), Fn.lower(clientId))),
      errorMessage:
        "snowflakeStoragePrincipalId must be the object ID of Snowflake's service principal, and is the client ID of its application. " +
        `Use the ID that this prints: az ad sp show --id ${clientId} --query id`,
    };
  }

  /** Address at which an administrator of the tenant consents to Snowflake's application of the API integration, after `connect`. */
  public get apiConsentUrl(): string {
    if (this.consentUrl === undefined) throw new Error(`${this.node.path}: No gateway is set. Call connect(...)`);
    return this.consentUrl;
  }

  /** Client ID of that application, after `connect`: `az ad sp create --id <client ID>` does the same as the consent. */
  public get apiApplicationId(): string {
    return this.application.snowflakeClientId;
  }

  /** Creates the integration with the gateway. Call it once, before the gateway allows `caller`. */
  public connect(gateway: IGateway): IApiIntegration {
    const { application } = this;
    const integration = ApiIntegration.azure(this, "ApiIntegration", {
      name: this.props.apiIntegration,
      tenantId: application.tenantId,
      applicationId: application.audience,
      url: gateway.url,
      comment: `MLflow of ${this.props.prefix}`,
    });
    application.trust(integration.consentUrl);
    this.consentUrl = integration.consentUrl;
    return integration;
  }
}

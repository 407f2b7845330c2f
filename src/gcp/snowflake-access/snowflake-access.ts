import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import {
  ApiIntegration,
  StorageIntegration,
  type GcpApiIntegration,
  type IApiIntegration,
  type IStorageIntegration,
} from "../../snowflake";
import type { IArtifactStore } from "../artifact-store/interface";
import type { GcpComponentProps } from "../component";
import { componentTable } from "../component-checks";
import type { IGateway, IGatewayCaller } from "../gateway/interface";
import { SnowflakeCaller } from "./caller";
import { SNOWFLAKE_ACCESS } from "./checks";
import { resolveSnowflakeAccess, type ResolvedSnowflakeAccess } from "./defaults";
import { IntegrationOrder, type SnowflakeAccessSettings } from "./settings";

export interface SnowflakeAccessProps extends GcpComponentProps, SnowflakeAccessSettings {
  /** Upper-case name of the API integration, unique in the Snowflake account. */
  readonly apiIntegration: string;
  /** Upper-case name of the storage integration, unique in the Snowflake account. */
  readonly storageIntegration: string;
  /** The artifacts of Snowflake's stages. */
  readonly artifactStore: IArtifactStore;
}

/**
 * Issuer of the tokens while Snowflake's service account is not known: nobody can have an address there (RFC 2606). Not verified: that API
 * Gateway takes an issuer whose keys do not exist.
 */
const NOBODY = "nobody@snowflake.invalid";

/** What Snowflake's stages need on the bucket: read it, and list, read, write and delete its objects. */
const STAGE_ROLES = { BucketRole: "roles/storage.legacyBucketReader", ObjectRole: "roles/storage.objectUser" };

/**
 * The trust between Snowflake and Google Cloud: an integration and the identity that it uses, for the gateway and for the artifacts.
 * `connect` creates the integration with the gateway, then the gateway allows `caller`: one apply, unless the gateway is to be first and
 * the service account is not known.
 *
 * With the integration first, the gateway's config needs the integration, and Terraform creates both before it destroys their predecessors:
 * to create the integration again under its name, drop it in Snowflake and deploy; `-replace` fails.
 * @see https://docs.snowflake.com/en/user-guide/data-load-gcs-config
 */
export class SnowflakeAccess extends Construct {
  /** The identity that the gateway allows, after `connect`. */
  public readonly caller: IGatewayCaller;
  /** Integration with the artifacts' bucket. */
  public readonly storageIntegration: IStorageIntegration;
  /** Location of the artifacts as Snowflake addresses it, with a slash at its end. */
  public readonly artifactLocation: string;
  private readonly trusted: SnowflakeCaller;
  private readonly props: SnowflakeAccessProps;
  private readonly settings: ResolvedSnowflakeAccess;
  private integration: GcpApiIntegration | undefined;

  /** @throws ValidationError for an invalid name, or for a service account that is invalid or not needed */
  constructor(scope: Construct, id: string, props: SnowflakeAccessProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(SNOWFLAKE_ACCESS), props.size);
    this.props = props;
    this.settings = resolveSnowflakeAccess(props);
    const { prefix, artifactStore } = props;
    this.caller = this.trusted = new SnowflakeCaller(this, "Caller");
    this.artifactLocation = artifactStore.snowflakeLocation;
    const integration = StorageIntegration.gcp(this, "StorageIntegration", {
      name: props.storageIntegration,
      allowedLocations: [this.artifactLocation],
      comment: `MLflow artifacts of ${prefix}`,
    });
    this.storageIntegration = integration;
    for (const [name, role] of Object.entries(STAGE_ROLES))
      new StorageBucketIamMember(this, name, {
        bucket: artifactStore.bucketName,
        role,
        member: `serviceAccount:${integration.gcpServiceAccount}`,
      });
  }

  /**
   * Email of the service account that is to be set as `snowflakeApiServiceAccount` in another deploy, after `connect`: until then the gateway
   * admits nobody. Undefined if no other deploy is needed.
   */
  public get missingServiceAccount(): string | undefined {
    if (this.integration === undefined) throw new Error(`${this.node.path}: No gateway is set. Call connect(...)`);
    const { integrationOrder, snowflakeApiServiceAccount } = this.settings;
    const isMissing = integrationOrder === IntegrationOrder.GATEWAY_FIRST && snowflakeApiServiceAccount === undefined;
    return isMissing ? this.integration.gcpServiceAccount : undefined;
  }

  /** Creates the integration with the gateway. Call it once, before the gateway allows `caller`. */
  public connect(gateway: IGateway): IApiIntegration {
    const { prefix, apiIntegration, snowflakeApiServiceAccount } = this.props;
    const beforeGateway = this.settings.integrationOrder === IntegrationOrder.INTEGRATION_FIRST;
    const integration = ApiIntegration.gcp(this, "ApiIntegration", {
      name: apiIntegration,
      audience: gateway.audience,
      url: gateway.url,
      beforeGateway,
      serviceAccount: snowflakeApiServiceAccount,
      comment: `MLflow of ${prefix}`,
    });
    this.integration = integration;
    this.trusted.trust(beforeGateway ? integration.gcpServiceAccount : (snowflakeApiServiceAccount ?? NOBODY));
    return integration;
  }
}

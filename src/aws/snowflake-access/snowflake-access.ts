import { Construct } from "constructs";
import { ApiIntegration, StorageIntegration, type IApiIntegration, type IStorageIntegration } from "../../snowflake";
import type { IArtifactStore } from "../artifact-store/interface";
import type { AwsComponentProps } from "../component";
import type { IGateway, IGatewayCaller } from "../gateway/interface";
import { SnowflakeApiRole } from "./api-role";
import { SnowflakeStorageRole } from "./storage-role";

export interface SnowflakeAccessProps extends AwsComponentProps {
  /** Upper-case name of the API integration, unique in the Snowflake account. */
  readonly apiIntegration: string;
  /** Upper-case name of the storage integration, unique in the Snowflake account. */
  readonly storageIntegration: string;
  /** The artifacts of Snowflake's stages. */
  readonly artifactStore: IArtifactStore;
}

/**
 * The trust between Snowflake and AWS: an integration and the role that it assumes, for the gateway and for the artifacts. The role of
 * the gateway is named first (`caller`), then the gateway is created, then `connect` creates the integration and the role: one apply.
 */
export class SnowflakeAccess extends Construct {
  /** The identity that the gateway allows. */
  public readonly caller: IGatewayCaller;
  /** Integration with the artifacts' bucket. */
  public readonly storageIntegration: IStorageIntegration;
  /** Location of the artifacts as Snowflake addresses it, with a slash at its end. */
  public readonly artifactLocation: string;
  private readonly apiRole: SnowflakeApiRole;
  private readonly props: SnowflakeAccessProps;

  /** @throws ValidationError for an invalid name */
  constructor(scope: Construct, id: string, props: SnowflakeAccessProps) {
    super(scope, id);
    this.props = props;
    const { prefix, size, tags, artifactStore } = props;
    this.caller = this.apiRole = new SnowflakeApiRole(this, "ApiRole", { prefix, size, tags });
    this.artifactLocation = artifactStore.snowflakeLocation;
    const role = new SnowflakeStorageRole(this, "StorageRole", { prefix, size, tags });
    const integration = StorageIntegration.aws(this, "StorageIntegration", {
      name: props.storageIntegration,
      roleArn: role.roleArn,
      externalId: role.externalId,
      allowedLocations: [this.artifactLocation],
      comment: `MLflow artifacts of ${prefix}`,
    });
    role.trust(integration.awsIamUserArn, artifactStore);
    this.storageIntegration = integration;
  }

  /** Creates the integration with the gateway, and the role that it assumes. Call it once. */
  public connect(gateway: IGateway): IApiIntegration {
    const { apiRole } = this;
    const integration = ApiIntegration.aws(this, "ApiIntegration", {
      name: this.props.apiIntegration,
      roleArn: apiRole.roleArn,
      url: gateway.url,
      comment: `MLflow of ${this.props.prefix}`,
    });
    apiRole.trust({ userArn: integration.awsIamUserArn, externalId: integration.awsExternalId }, gateway);
    return integration;
  }
}

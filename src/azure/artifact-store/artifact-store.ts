import { Id } from "@cdktf/provider-random/lib/id";
import { Fn, Op, type Precondition } from "cdktf";
import { Construct } from "constructs";
import { Sizes } from "../../core";
import { checkOnce } from "../../core/checks";
import { FixedSetting } from "../../core/fixed-setting";
import type { AzureComponentProps } from "../component";
import { componentTable } from "../component-checks";
import { storageAccountName } from "../names";
import type { INetwork } from "../network/interface";
import { replicationType, secureStorage } from "../secure-storage-account";
import { ImportedArtifactStore } from "./attributes";
import { ARTIFACT_STORE } from "./checks";
import { resolveArtifacts } from "./defaults";
import type { IArtifactStore } from "./interface";
import { artifactsDestination, snowflakeLocation } from "./location";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./settings";

export interface ArtifactStoreProps extends AzureComponentProps, ArtifactSettings {
  /** The servers' virtual network, which `snowflakeSubnetIds` needs. @default - none */
  readonly network?: INetwork;
  /** Refuses to destroy the storage account; otherwise a destroy deletes it with its artifacts. @default - false in dev, true in prod */
  readonly protection?: boolean;
}

const CONTAINER = "mlflow";

/**
 * Lets every network in, and is written in full: the provider leaves rules that are omitted as they are, so that an account that was closed
 * would stay closed. With Azure's default bypass, AzureServices alone, it would plan to add the rules each time.
 * @see https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.55.0/website/docs/r/storage_account.html.markdown
 */
const OPEN = {
  defaultAction: "Allow",
  bypass: ["AzureServices", "Logging", "Metrics"],
  virtualNetworkSubnetIds: [],
};

/**
 * The storage account and container of MLflow's artifacts: versioned, without shared keys and anonymous access, TLS only. The account's
 * name is `<prefix without hyphens, at most 13 characters>art<8 hexadecimal digits>`, with the end kept in the state, because such names
 * are globally unique.
 * @see https://learn.microsoft.com/en-us/azure/storage/blobs/security-recommendations
 */
export class ArtifactStore extends Construct implements IArtifactStore {
  /**
   * Uses an existing storage account and container.
   * @throws ValidationError for a name, an ID or a prefix that Azure would reject
   */
  public static fromArtifactStoreAttributes(
    scope: Construct,
    id: string,
    attributes: ArtifactStoreAttributes,
  ): IArtifactStore {
    return new ImportedArtifactStore(scope, id, attributes);
  }

  public readonly storageAccountName: string;
  public readonly storageAccountId: string;
  public readonly containerName: string;
  public readonly containerId: string;
  public readonly artifactPrefix: string;
  public readonly artifactsDestination: string;
  public readonly snowflakeLocation: string;

  /** @throws ValidationError for a prefix, a number of days or a subnet ID that Azure would reject */
  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id);
    checkOnce(this, props, componentTable(ARTIFACT_STORE), props.size);
    const { artifactPrefix, noncurrentVersionDays, zoneRedundant } = resolveArtifacts(props);
    const { prefix, resourceGroup, network, snowflakeSubnetIds, tags } = props;

    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const { account, container } = secureStorage(this, {
      resourceGroup,
      accountName: storageAccountName(prefix, "art", suffix.hex),
      containerName: CONTAINER,
      zoneRedundant,
      noncurrentDays: noncurrentVersionDays,
      protection: props.protection ?? Sizes.defaults(props.size).protection,
      ...(network && snowflakeSubnetIds ? closedTo(network, snowflakeSubnetIds) : { networkRules: OPEN }),
      tags,
    });
    new FixedSetting(this, "Replication", {
      value: replicationType(zoneRedundant),
      message:
        "artifacts.zoneRedundant cannot be changed after the first deploy: it would recreate the storage account without its " +
        "artifacts. Set artifacts.zoneRedundant to its former value; the default is true.",
    });
    this.storageAccountName = account.name;
    this.storageAccountId = account.id;
    this.containerName = container.name;
    this.containerId = container.id;
    this.artifactPrefix = artifactPrefix;
    this.artifactsDestination = artifactsDestination(this);
    this.snowflakeLocation = snowflakeLocation(this);
  }
}

/** Refuses every network but the servers' subnets and Snowflake's; Azure's own monitoring passes. */
function closedTo(network: INetwork, snowflakeSubnetIds: readonly string[]) {
  const { serverSubnetId, serverServiceEndpoints, uiSubnetId, uiServiceEndpoints } = network;
  const uiSubnets = uiSubnetId === undefined ? [] : [uiSubnetId];
  const preconditions = [
    ...needStorage("serverSubnetId", serverServiceEndpoints),
    ...needStorage("uiSubnetId", uiServiceEndpoints),
  ];
  return {
    networkRules: {
      defaultAction: "Deny",
      bypass: ["AzureServices"],
      virtualNetworkSubnetIds: [serverSubnetId, ...uiSubnets, ...snowflakeSubnetIds],
    },
    preconditions: preconditions.length > 0 ? preconditions : undefined,
  };
}

/** An existing subnet has the service endpoint by which a storage account tells it from others. */
function needStorage(field: string, endpoints: string[] | undefined): Precondition[] {
  if (endpoints === undefined) return [];
  return [
    {
      // The service endpoint for accounts of all regions excludes that for those of its own.
      condition: Op.or(Fn.contains(endpoints, "Microsoft.Storage"), Fn.contains(endpoints, "Microsoft.Storage.Global")),
      errorMessage:
        `${field} of the existing network must have the service endpoint Microsoft.Storage where artifacts.snowflakeSubnetIds is set: ` +
        "the storage account would refuse the servers. Add the service endpoint to the subnet.",
    },
  ];
}

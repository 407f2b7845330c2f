import type { SnowflakeAccountIdentity } from "../../snowflake";
import type { IArtifactStore } from "../artifact-store/interface";
import type { GcpComponentProps } from "../component";
import type { IServerImages } from "../image-repositories/interface";
import type { INetwork } from "../network/interface";
import type { ModelServingSettings } from "./settings";

export interface ModelEndpointProps extends GcpComponentProps, ModelServingSettings {
  /** The artifacts that hold the models. */
  readonly artifactStore: IArtifactStore;
  /** Images that Cloud Run can pull: `ImageRepositories`. */
  readonly serverImages: IServerImages;
  /** The Snowflake account whose functions the endpoint admits. */
  readonly snowflakeAccount: SnowflakeAccountIdentity;
  /** The VPC network of the containers; needed with `privateAccess`. @default - Google's own network */
  readonly network?: INetwork;
  /** Refuses to destroy the dataset of `dataCapture`; otherwise a destroy empties and deletes it. @default - false in dev, true in prod */
  readonly protection?: boolean;
  /** Names of the channels that the alarms notify. @default - nobody */
  readonly notificationChannels?: string[];
}

import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { TRACKING_SERVER_ATTRIBUTES } from "./checks";
import type { ITrackingServer } from "./interface";
import type { TrackingServerAttributes } from "./settings";

/** An existing MLflow server. */
export class ImportedTrackingServer extends Construct implements ITrackingServer {
  public readonly url: string;
  public readonly serviceName: string;
  public readonly serviceRegion?: string;

  constructor(scope: Construct, id: string, attributes: TrackingServerAttributes) {
    super(scope, id);
    checkOnce(this, attributes, TRACKING_SERVER_ATTRIBUTES);
    this.url = attributes.url;
    this.serviceName = attributes.serviceName;
    this.serviceRegion = attributes.serviceRegion;
  }
}

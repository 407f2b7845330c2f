import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { TRACKING_SERVER_ATTRIBUTES } from "./checks";
import type { ITrackingServer } from "./interface";
import { LISTENER_PORT } from "./defaults";
import type { TrackingServerAttributes } from "./settings";
import { serverUrl } from "./url";

/** An existing MLflow server. */
export class ImportedTrackingServer extends Construct implements ITrackingServer {
  public readonly url: string;
  public readonly loadBalancerArn: string;
  public readonly loadBalancerDnsName: string;
  public readonly loadBalancerPort: number;
  public readonly loadBalancerSecurityGroupId?: string;

  constructor(scope: Construct, id: string, attributes: TrackingServerAttributes) {
    super(scope, id);
    checkOnce(this, attributes, TRACKING_SERVER_ATTRIBUTES);
    this.loadBalancerArn = attributes.loadBalancerArn;
    this.loadBalancerDnsName = attributes.loadBalancerDnsName;
    this.loadBalancerPort = attributes.loadBalancerPort ?? LISTENER_PORT;
    this.url = serverUrl(this);
    this.loadBalancerSecurityGroupId = attributes.loadBalancerSecurityGroupId;
  }
}

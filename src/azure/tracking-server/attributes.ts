import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { OptionalBindings } from "../optional-bindings";
import { TRACKING_SERVER_ATTRIBUTES } from "./checks";
import type { ITrackingServer } from "./interface";
import type { TrackingServerAttributes } from "./settings";

/** An existing MLflow server. */
export class ImportedTrackingServer extends Construct implements ITrackingServer {
  public readonly url: string;
  public readonly gatewayKey: string;
  public readonly dependencies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, attributes: TrackingServerAttributes) {
    super(scope, id);
    checkOnce(this, attributes, TRACKING_SERVER_ATTRIBUTES);
    this.url = attributes.url;
    const { DataAzurermKeyVaultSecret } = OptionalBindings.dataAzurermKeyVaultSecret();
    this.gatewayKey = new DataAzurermKeyVaultSecret(this, "GatewayKey", {
      keyVaultId: attributes.gatewayKeyVaultId,
      name: attributes.gatewayKeySecretName,
    }).value;
  }
}

import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { GATEWAY_ATTRIBUTES } from "./checks";
import type { IGateway } from "./interface";
import type { GatewayAttributes } from "./settings";

/** An existing gateway. */
export class ImportedGateway extends Construct implements IGateway {
  public readonly url: string;
  public readonly audience: string;

  constructor(scope: Construct, id: string, attributes: GatewayAttributes) {
    super(scope, id);
    checkOnce(this, attributes, GATEWAY_ATTRIBUTES);
    this.url = attributes.url;
    this.audience = attributes.audience;
  }
}

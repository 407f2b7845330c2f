import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { scoringPath } from "../../platform/model-endpoint/path";
import { MODEL_ENDPOINT_ATTRIBUTES } from "./checks";
import { DEFAULT_PAYLOAD_BYTES } from "./defaults";
import type { IModelEndpoint } from "./interface";
import type { ModelEndpointAttributes } from "./settings";

/** An existing endpoint. */
export class ImportedModelEndpoint extends Construct implements IModelEndpoint {
  public readonly name: string;
  public readonly path: string;
  public readonly maxPayloadBytes: number;
  public readonly url: string;
  public readonly serviceName: string;
  public readonly serviceRegion?: string;

  constructor(scope: Construct, id: string, attributes: ModelEndpointAttributes) {
    super(scope, id);
    checkOnce(this, attributes, MODEL_ENDPOINT_ATTRIBUTES);
    this.name = attributes.name;
    this.path = scoringPath(attributes.name);
    this.maxPayloadBytes = attributes.maxPayloadBytes ?? DEFAULT_PAYLOAD_BYTES;
    this.url = attributes.url;
    this.serviceName = attributes.serviceName;
    this.serviceRegion = attributes.serviceRegion;
  }
}

import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { scoringPath } from "../../platform/model-endpoint/path";
import { AwsAccount } from "../account";
import { MODEL_ENDPOINT_ATTRIBUTES } from "./checks";
import { SERVERLESS_PAYLOAD_BYTES } from "./defaults";
import type { IModelEndpoint } from "./interface";
import { endpointArn } from "./names";
import type { ModelEndpointAttributes } from "./settings";

/** An existing endpoint. */
export class ImportedModelEndpoint extends Construct implements IModelEndpoint {
  public readonly name: string;
  public readonly endpointName: string;
  public readonly endpointArn: string;
  public readonly path: string;
  public readonly maxPayloadBytes: number;

  constructor(scope: Construct, id: string, attributes: ModelEndpointAttributes) {
    super(scope, id);
    checkOnce(this, attributes, MODEL_ENDPOINT_ATTRIBUTES);
    this.name = attributes.name;
    this.endpointName = attributes.endpointName;
    this.endpointArn = endpointArn(AwsAccount.of(this), attributes.endpointName);
    this.path = scoringPath(attributes.name);
    this.maxPayloadBytes = attributes.maxPayloadBytes ?? SERVERLESS_PAYLOAD_BYTES;
  }
}

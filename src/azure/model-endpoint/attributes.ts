import { Fn, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import type { ScoringProtocol } from "../../mlflow";
import { scoringPath } from "../../platform/model-endpoint/path";
import { MODEL_ENDPOINT_ATTRIBUTES } from "./checks";
import { MAX_PAYLOAD_BYTES } from "./defaults";
import type { IModelEndpoint } from "./interface";
import type { ModelEndpointAttributes } from "./settings";

/** An existing endpoint. */
export class ImportedModelEndpoint extends Construct implements IModelEndpoint {
  public readonly name: string;
  public readonly endpointId: string;
  public readonly resourceGroupId: string;
  public readonly scoringUri: string;
  public readonly protocol: ScoringProtocol;
  public readonly path: string;
  public readonly maxPayloadBytes: number;
  public readonly dependencies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, attributes: ModelEndpointAttributes) {
    super(scope, id);
    checkOnce(this, attributes, MODEL_ENDPOINT_ATTRIBUTES);
    this.name = attributes.name;
    this.endpointId = attributes.endpointId;
    this.resourceGroupId = groupOf(attributes.endpointId);
    this.scoringUri = attributes.scoringUri;
    this.protocol = attributes.protocol;
    this.path = scoringPath(attributes.name);
    this.maxPayloadBytes = attributes.maxPayloadBytes ?? MAX_PAYLOAD_BYTES;
  }
}

/** `/subscriptions/<id>/resourceGroups/<name>` of an ID, which may be a token. */
function groupOf(id: string): string {
  const end = 5;
  if (Token.isUnresolved(id)) return Fn.join("/", Token.asList(Fn.slice(Fn.split("/", id), 0, end)));
  return id.split("/").slice(0, end).join("/");
}

import { block, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, DeleteContext, ReadContext, Value } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { agentOf, bigQueryAgent } from "../iam/agents";
import { all } from "../ids";
import { needKey } from "../kms/keys";
import { deployedState, type DeployedHere } from "./state";
import { dedicatedHost } from "./hosts";

const CREATE = "Error creating Endpoint: googleapi: Error 400: ";

/** The dataset must be there; Vertex AI makes the table itself. */
function checkLogging({ account, values }: CreateContext): void {
  const destination = block(block(values, "predict_request_response_logging_config"), "bigquery_destination");
  const uri = text(destination, "output_uri");
  if (uri === undefined) return;
  const [, , dataset] = /^bq:\/\/([^.]+)(?:\.([^.]+))?(?:\.([^.]+))?$/.exec(uri) ?? [];
  if (dataset !== undefined && !all(account, "google_bigquery_dataset").some((each) => each.dataset_id === dataset))
    refuse(
      `${CREATE}the dataset ${dataset} of ${uri} does not exist., badRequest`,
      "predict_request_response_logging_config",
    );
}

function check(context: CreateContext): void {
  const { values } = context;
  checkLogging(context);
  needKey(context, text(block(values, "encryption_spec"), "kms_key_name"), {
    agent: agentOf("aiplatform.googleapis.com") ?? "",
    location: text(values, "location") ?? "",
    attribute: "encryption_spec",
  });
}

function create({ values }: CreateContext): void {
  if (text(values, "traffic_split") !== undefined)
    refuse(`${CREATE}traffic_split names models that are not deployed to the endpoint., badRequest`, "traffic_split");
  // Not the address that the documentation shows: the service answers with the host alone.
  const dns = isTrue(values, "dedicated_endpoint_enabled") ? dedicatedHost(values) : "";
  fill(values, { dedicated_endpoint_dns: dns, deployed_models: [], traffic_split: null, etag: null });
}

/** @see https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints#DeployedModel */
function attributesOf({ id, model, displayName, ...size }: DeployedHere): Record<string, Value> {
  return {
    ...{ id, model, display_name: displayName, model_version_id: "1", create_time: "", service_account: "" },
    ...{ enable_access_logging: false, enable_container_logging: true, shared_resources: "" },
    ...{ automatic_resources: [], private_endpoints: [] },
    dedicated_resources: [
      {
        autoscaling_metric_specs: [],
        machine_spec: [{ accelerator_count: 0, accelerator_type: "", machine_type: size.machineType }],
        min_replica_count: size.minReplicaCount,
        max_replica_count: size.maxReplicaCount,
      },
    ],
  };
}

/** What was deployed meanwhile is read back. */
function read({ account, values }: ReadContext): void {
  const { models, traffic } = deployedState(account, String(values.id));
  values.deployed_models = models.map(attributesOf);
  if (models.length > 0) values.traffic_split = JSON.stringify(traffic);
}

/** @see https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/delete */
function remove({ account, prior }: DeleteContext): void {
  const { models } = deployedState(account, String(prior.id));
  const ids = models.map(({ id }) => id).join(", ");
  if (models.length > 0)
    refuse(
      `Error when reading or editing Endpoint: googleapi: Error 400: Endpoint has deployed or being-deployed DeployedModel(s): ${ids}., badRequest`,
    );
}

/** What is written into a dataset has the dataset's key. */
function checkDataset(context: CreateContext): void {
  const { values } = context;
  needKey(context, text(block(values, "default_encryption_configuration"), "kms_key_name"), {
    agent: bigQueryAgent(),
    location: text(values, "location") ?? "",
    attribute: "default_encryption_configuration",
  });
}

/** Terraform makes and deletes an endpoint; what is deployed to it is not Terraform's. */
export const vertexActs: Readonly<Record<string, Acts>> = {
  google_bigquery_dataset: { check: checkDataset },
  google_vertex_ai_endpoint: { check, create, read, delete: remove },
};

import type { VertexAiEndpointPredictRequestResponseLoggingConfig } from "@cdktf/provider-google/lib/vertex-ai-endpoint";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { Sizes } from "../../../core";
import { dependenciesFor } from "../../../core/dependencies";
import { KeyGrant } from "../../key-grant";
import { OptionalBindings } from "../../optional-bindings";
import { GcpProject } from "../../project";
import { bigQueryAgentEmail } from "../../project-addresses";
import type { RuntimeProps } from "../runtime";

/**
 * A dataset of BigQuery for requests and predictions, and what tells the endpoint to write there. Vertex AI creates the table, which must not
 * exist: the endpoint's number makes the next endpoint's another. The table has the key of its dataset.
 * @see https://cloud.google.com/vertex-ai/docs/predictions/online-prediction-logging
 */
export function requestLogging(
  scope: Construct,
  endpointId: string,
  { props, settings }: RuntimeProps,
): VertexAiEndpointPredictRequestResponseLoggingConfig | undefined {
  if (settings.dataCapture === undefined) return undefined;
  const { BigqueryDataset } = OptionalBindings.bigqueryDataset();
  const { prefix, region, size, tags, services } = props;
  const { encryptionKeyId } = settings;
  const protection = props.protection ?? Sizes.defaults(size).protection;
  const enabled = dependenciesFor(scope, services?.dependencies);
  const dataset = new BigqueryDataset(scope, "Capture", {
    datasetId: `${prefix}_${settings.name}`.replaceAll("-", "_"),
    friendlyName: `${prefix}-${settings.name}`,
    description: "Requests and predictions of a model endpoint",
    location: region,
    defaultEncryptionConfiguration: encryptionKeyId === undefined ? undefined : { kmsKeyName: encryptionKeyId },
    // Vertex AI made what is in it: without this, the dataset could not be deleted.
    deleteContentsOnDestroy: !protection,
    labels: tags,
    dependsOn: encryptionKeyId === undefined ? enabled : useKey(scope, encryptionKeyId, enabled),
    lifecycle: protection ? { preventDestroy: true } : undefined,
  });
  const { projectId } = GcpProject.of(scope);
  return {
    enabled: true,
    samplingRate: settings.dataCapture.samplingPercent / 100,
    bigqueryDestination: { outputUri: `bq://${projectId}.${dataset.datasetId}.requests_${endpointId}` },
  };
}

/** Lets BigQuery use the key. */
function useKey(scope: Construct, keyId: string, dependsOn?: ITerraformDependable[]): ITerraformDependable[] {
  const { DataGoogleBigqueryDefaultServiceAccount } = OptionalBindings.dataGoogleBigqueryDefaultServiceAccount();
  const agent = new DataGoogleBigqueryDefaultServiceAccount(scope, "BigQueryAgent", { dependsOn });
  // Not the data source's own text: it is unknown whenever what it depends on changes, which would recreate the grant.
  const serviceAgent = bigQueryAgentEmail(scope);
  return new KeyGrant(scope, "CaptureKey", { keyId, serviceAgent, dependsOn: [agent] }).dependencies;
}

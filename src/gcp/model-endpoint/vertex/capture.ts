import type { VertexAiEndpointPredictRequestResponseLoggingConfig } from "@cdktf/provider-google/lib/vertex-ai-endpoint";
import type { Construct } from "constructs";
import { Size } from "../../../core";
import { dependenciesFor } from "../../../core/dependencies";
import { OptionalBindings } from "../../optional-bindings";
import { GcpProject } from "../../project";
import type { RuntimeProps } from "../runtime";

/**
 * A dataset of BigQuery for requests and predictions, and what tells the endpoint to write there. Vertex AI creates the table, which must not
 * exist: the endpoint's number makes the next endpoint's another.
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
  const dataset = new BigqueryDataset(scope, "Capture", {
    datasetId: `${prefix}_${settings.name}`.replaceAll("-", "_"),
    friendlyName: `${prefix}-${settings.name}`,
    description: "Requests and predictions of a model endpoint",
    location: region,
    // Vertex AI made what is in it: without this, the dataset could not be deleted.
    deleteContentsOnDestroy: size === Size.DEV,
    labels: tags,
    dependsOn: dependenciesFor(scope, services?.dependencies),
  });
  const { projectId } = GcpProject.of(scope);
  return {
    enabled: true,
    samplingRate: settings.dataCapture.samplingPercent / 100,
    bigqueryDestination: { outputUri: `bq://${projectId}.${dataset.datasetId}.requests_${endpointId}` },
  };
}

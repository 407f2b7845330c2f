import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";
import { SLOW_SCORING_SECONDS } from "../../platform/model-endpoint/slow";
import { justBelow, type Alarm } from "../alert-policy";

/** Failed calls until a failure is no longer a coincidence. */
const FAILED_CALLS = 5;

/**
 * The alarms of an endpoint's Cloud Run service. A model that fails is a 422 of the proxy, as Snowflake must not repeat it.
 * @see https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-run
 */
export function endpointAlarms(serviceName: string, region: string): Alarm[] {
  const resource = "cloud_run_revision";
  const labels = [`resource.labels.service_name = "${serviceName}"`, `resource.labels.location = "${region}"`];
  return [
    {
      id: "Errors",
      name: "endpoint-errors",
      meaning: "A model fails, or does not answer in time: the endpoint responds with 422 or 5XX",
      metric: "run.googleapis.com/request_count",
      resource,
      labels: [...labels, 'metric.labels.response_code = monitoring.regex.full_match("422|5..")'],
      aligner: "ALIGN_DELTA",
      reducer: "REDUCE_SUM",
      above: justBelow(FAILED_CALLS),
      minutes: 5,
    },
    {
      id: "Latency",
      name: "endpoint-latency",
      meaning: `A model is slow: the p99 latency is above ${SLOW_SCORING_SECONDS} seconds, and its server ends calls at ${SCORING_TIMEOUT_SECONDS}`,
      metric: "run.googleapis.com/request_latencies",
      resource,
      labels,
      aligner: "ALIGN_DELTA",
      reducer: "REDUCE_PERCENTILE_99",
      above: SLOW_SCORING_SECONDS * 1000,
      minutes: 15,
    },
  ];
}

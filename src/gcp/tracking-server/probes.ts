import type { CloudRunV2ServiceTemplateContainersStartupProbe } from "@cdktf/provider-google/lib/cloud-run-v2-service";

/** Short, as a call from Snowflake waits for the start of an idle server. */
const PERIOD_SECONDS = 5;

/**
 * The probe of a container that starts: MLflow has `startupGraceSeconds` to answer its first request, and the proxy starts after that.
 * Cloud Run reaches the container's own address, never its loopback address.
 * @see https://cloud.google.com/run/docs/configuring/healthchecks
 */
export function startupProbe(
  port: number,
  startupGraceSeconds: number,
): CloudRunV2ServiceTemplateContainersStartupProbe {
  return {
    httpGet: { path: "/health", port },
    initialDelaySeconds: 0,
    periodSeconds: PERIOD_SECONDS,
    timeoutSeconds: PERIOD_SECONDS,
    failureThreshold: Math.ceil(startupGraceSeconds / PERIOD_SECONDS),
  };
}

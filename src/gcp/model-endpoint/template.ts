import type { CloudRunV2ServiceTemplate } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { ScoringProxy } from "../../mlflow/scoring-proxy/scoring-proxy";
import { SCORING_TIMEOUT_SECONDS } from "../../mlflow/scoring/errors";
import { scoringPath } from "../../platform/model-endpoint/path";
import { runContainer } from "../tracking-server/containers";
import { startupProbe } from "../tracking-server/probes";
import type { Runtime, RuntimeProps } from "./runtime";

/** Of a call that finds no instance: MLflow takes most of it to start. The model's own time comes in addition. */
const START_SECONDS = 60;

/**
 * Not verified: that each container needs a whole vCPU for concurrent requests, and 512 MiB in the second generation.
 */
const PROXY = { vcpu: 1, memoryMib: 512, startupSeconds: 60 };

/** The revision of an endpoint's service: the proxy, which alone has a port, in front of what the runtime brings. */
export function endpointTemplate(
  { props, settings, account }: RuntimeProps,
  runtime: Runtime,
): CloudRunV2ServiceTemplate {
  const proxy = ScoringProxy.container({
    path: scoringPath(settings.name),
    upstreams: runtime.upstreams,
    maxBodyBytes: settings.maxPayloadBytes,
    image: props.serverImages.proxy,
    snowflakeAccount: props.snowflakeAccount,
  });
  const { minInstances, maxInstances, maxConcurrency } = runtime.scaling ?? settings;
  return {
    serviceAccount: account.email,
    // Both, as the provider would remove what Cloud Run adds to one.
    scaling: { minInstanceCount: minInstances, maxInstanceCount: maxInstances },
    timeout: `${START_SECONDS + SCORING_TIMEOUT_SECONDS}s`,
    maxInstanceRequestConcurrency: maxConcurrency,
    executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
    containers: [
      runContainer(proxy, {
        vcpu: PROXY.vcpu,
        memoryMib: PROXY.memoryMib,
        startupProbe: startupProbe(ScoringProxy.PORT, PROXY.startupSeconds),
        dependsOn: runtime.containers.map(({ name = "" }) => name),
        port: ScoringProxy.PORT,
      }),
      ...runtime.containers,
    ],
    vpcAccess: runtime.vpcAccess,
  };
}

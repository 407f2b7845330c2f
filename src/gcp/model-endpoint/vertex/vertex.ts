import { Construct } from "constructs";
import { ScoringProxy } from "../../../mlflow/scoring-proxy/scoring-proxy";
import { SCORING_TIMEOUT_SECONDS } from "../../../mlflow/scoring/errors";
import { GcpProject } from "../../project";
import { GcpSizes } from "../../sizes";
import { runContainer } from "../../tracking-server/containers";
import { startupProbe } from "../../tracking-server/probes";
import { modelServerVariables } from "../model-server";
import type { Runtime, RuntimeProps } from "../runtime";
import { VertexEndpoint } from "./endpoint";
import {
  CALLS_VARIABLE,
  FORWARDER,
  FORWARDER_COMMAND,
  FORWARDER_VARIABLE,
  HOST_VARIABLE,
  PORT_VARIABLE,
  URL_VARIABLE,
  WAIT_VARIABLE,
} from "./forwarder";
import type { VertexTarget } from "./target";

/** Calls that an instance forwards at once, at most: it waits, and does nothing else. */
const MAX_CALLS = 80;

/** It forwards, and holds a request and an answer of each call; Snowflake takes no larger answers than requests. */
const FORWARDER_SIZE = { vcpu: 1, memoryMib: 1024, startupSeconds: 60 };
const BODIES_OF_A_CALL = 2;
/** Memory of the forwarder without calls. */
const FORWARDER_MIB = 200;
const BYTES_PER_MIB = 1024 * 1024;

/** Calls whose bodies the forwarder's memory holds. */
function callsOf(maxPayloadBytes: number): number {
  const bytes = (FORWARDER_SIZE.memoryMib - FORWARDER_MIB) * BYTES_PER_MIB;
  return Math.min(MAX_CALLS, Math.floor(bytes / (BODIES_OF_A_CALL * maxPayloadBytes)));
}

/** Seconds that it waits: longer than a model's server, and shorter than the proxy. */
const WAIT_SECONDS = SCORING_TIMEOUT_SECONDS + 2;

/** The port of a model's container on Vertex AI. */
const MODEL_PORT = 8080;

/**
 * Its command: MLflow's image serves no model by itself. Vertex AI copies the model and names the copy, with a slash at the end that MLflow
 * takes for a part of the name. Written without braces and `$(`, which Terraform and Vertex AI would replace.
 * @see https://cloud.google.com/vertex-ai/docs/predictions/custom-container-requirements#artifacts
 */
const MODEL_COMMAND = [
  "sh",
  "-c",
  'exec mlflow models serve --model-uri "`dirname "$AIP_STORAGE_URI/MLmodel"`" --env-manager local',
];

/**
 * A Vertex AI endpoint, and a container beside the proxy that forwards to it: API Gateway's own token is one that Vertex AI does not take.
 * Terraform makes the endpoint; `mlops deploy-model` uploads the models and deploys them to it.
 */
export function vertexRuntime(scope: Construct, { props, settings, account }: RuntimeProps): Runtime {
  const { serverImages, region, artifactStore, prefix, size } = props;
  const endpoint = new VertexEndpoint(new Construct(scope, "Vertex"), "Endpoint", { props, settings, account });
  const { minInstances, maxInstances } = GcpSizes.defaults(size);
  const port = ScoringProxy.FIRST_SERVER_PORT;
  const calls = callsOf(settings.maxPayloadBytes);
  const target: VertexTarget = {
    project: GcpProject.of(scope).projectId,
    region,
    endpointId: endpoint.endpointId,
    displayName: `${prefix}-${settings.name}`,
    image: settings.image ?? serverImages.mlflow,
    artifacts: artifactStore.artifactsDestination,
    command: MODEL_COMMAND,
    port: MODEL_PORT,
    environment: modelServerVariables(settings.environment, MODEL_PORT),
    instanceType: settings.instanceType,
    minInstances: settings.minInstances,
    maxInstances: settings.maxInstances,
    encryptionKeyId: settings.encryptionKeyId,
    deployments: settings.deployments,
    traffic: settings.traffic,
  };
  const forwarder = runContainer(
    {
      name: "forwarder",
      image: serverImages.mlflow,
      command: FORWARDER_COMMAND,
      environment: {
        [FORWARDER_VARIABLE]: FORWARDER,
        [URL_VARIABLE]: endpoint.predictUrl,
        // A probe does not reach the loopback address; the proxy's port is the only one that an address leads to.
        [HOST_VARIABLE]: "0.0.0.0",
        [PORT_VARIABLE]: String(port),
        [CALLS_VARIABLE]: String(calls),
        [WAIT_VARIABLE]: String(WAIT_SECONDS),
      },
      secrets: [],
    },
    { ...FORWARDER_SIZE, startupProbe: startupProbe(port, FORWARDER_SIZE.startupSeconds) },
  );
  return {
    containers: [forwarder],
    upstreams: [{ port, weight: 1 }],
    scaling: { minInstances, maxInstances, maxConcurrency: calls },
    target,
    dependencies: [...endpoint.dependencies, ...serverImages.dependencies],
  };
}

import type {
  ContainerAppTemplateContainerLivenessProbe,
  ContainerAppTemplateContainerReadinessProbe,
  ContainerAppTemplateContainerStartupProbe,
} from "@cdktf/provider-azurerm/lib/container-app";

/** The probes of a container; they reach the replica's address, so that MLflow's are made through the proxy. */
export interface Probes {
  readonly startupProbe: ContainerAppTemplateContainerStartupProbe[];
  readonly readinessProbe: ContainerAppTemplateContainerReadinessProbe[];
  readonly livenessProbe: ContainerAppTemplateContainerLivenessProbe[];
}

/** The most failures that a startup probe may have. */
const MAX_FAILURES = 30;
const INTERVAL_SECONDS = 10;
/** A busy server with half a vCPU takes seconds to answer. */
const TIMEOUT_SECONDS = 10;

/**
 * Probes of MLflow: it has `startupGraceSeconds` to answer its first request, and gets requests while it answers. A server that is busy is
 * not restarted. The defaults of the provider would stop it after 30 s, before it has started, and each type that is not set would get
 * Container Apps' own default.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/health-probes
 */
export function mlflowProbes(port: number, startupGraceSeconds: number): Probes {
  return {
    startupProbe: [
      {
        transport: "HTTP",
        path: "/health",
        port,
        initialDelay: 1,
        intervalSeconds: Math.ceil(startupGraceSeconds / MAX_FAILURES),
        timeout: TIMEOUT_SECONDS,
        failureCountThreshold: MAX_FAILURES,
      },
    ],
    readinessProbe: [readiness(port)],
    livenessProbe: [liveness(port)],
  };
}

/** Probes of the proxy: it listens before MLflow does, and is ready when MLflow answers through it. */
export function proxyProbes(port: number, startupGraceSeconds: number): Probes {
  return { ...listenerProbes(port, startupGraceSeconds), readinessProbe: [readiness(port)] };
}

/** Probes of a container that is ready as soon as it listens. */
export function listenerProbes(port: number, startupGraceSeconds: number): Probes {
  const tcp = { transport: "TCP", port, initialDelay: 1, timeout: TIMEOUT_SECONDS };
  return {
    startupProbe: [
      {
        ...tcp,
        intervalSeconds: Math.ceil(startupGraceSeconds / MAX_FAILURES),
        failureCountThreshold: MAX_FAILURES,
      },
    ],
    readinessProbe: [{ ...tcp, intervalSeconds: INTERVAL_SECONDS, failureCountThreshold: 3, successCountThreshold: 1 }],
    livenessProbe: [liveness(port)],
  };
}

function readiness(port: number): ContainerAppTemplateContainerReadinessProbe {
  return {
    transport: "HTTP",
    path: "/health",
    port,
    initialDelay: 1,
    intervalSeconds: INTERVAL_SECONDS,
    timeout: TIMEOUT_SECONDS,
    failureCountThreshold: 6,
    successCountThreshold: 1,
  };
}

function liveness(port: number): ContainerAppTemplateContainerLivenessProbe {
  return {
    transport: "TCP",
    port,
    initialDelay: 1,
    intervalSeconds: INTERVAL_SECONDS,
    timeout: TIMEOUT_SECONDS,
    failureCountThreshold: 3,
  };
}

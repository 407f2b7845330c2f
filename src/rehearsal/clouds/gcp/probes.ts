import { accountFrom } from "../../applied-account";
import { listeningPorts } from "../../servers/adapt";
import type { Probe, ProbeRole } from "../../servers/probe";
import { UnknownElementError, block, blocks, number, text } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import type { AppliedState } from "../../state";
import { gcpContainers } from "./containers";
import { containersOf, ingressOf, trackingServer } from "./run/applied";

const ROLES: readonly ProbeRole[] = ["startup", "liveness"];

/**
 * What Cloud Run adds to the container with the port when no startup probe is written.
 * @see https://cloud.google.com/run/docs/configuring/healthchecks#tcp-startup-probes
 */
const ADDED: Values = { tcp_socket: [{}], timeout_seconds: 240, period_seconds: 240, failure_threshold: 1 };

/** The port that a probe asks: the container's own where it says nothing. */
export function portOfProbe(service: Values, probe: Values): number {
  const asked = block(probe, "http_get") ?? block(probe, "tcp_socket");
  return number(asked, "port") || ingressOf(service).port;
}

/** The probes of a container, with the one that Cloud Run adds. */
export function probesOf(service: Values, container: Values): { readonly role: ProbeRole; readonly probe: Values }[] {
  const written = ROLES.flatMap((role) => blocks(container, `${role}_probe`).map((probe) => ({ role, probe })));
  const isAdded = container.name === ingressOf(service).container && !written.some(({ role }) => role === "startup");
  return isAdded ? [...written, { role: "startup", probe: ADDED }] : written;
}

/** The probes of the applied service. All containers of an instance share its ports: a probe reaches whichever of them listens. */
export function cloudRunProbes(state: AppliedState): Probe[] {
  const service = trackingServer(accountFrom(state));
  const definitions = gcpContainers(state);
  return containersOf(service).flatMap((container) =>
    probesOf(service, container).map(({ role, probe }): Probe => {
      const name = String(container.name);
      if (block(probe, "grpc") !== undefined)
        throw new UnknownElementError(`the ${role} probe of ${name}: grpc is not simulated`);
      const http = block(probe, "http_get");
      const port = portOfProbe(service, probe);
      const headers = Object.fromEntries(
        blocks(http, "http_headers").map((each) => [String(each.name), String(each.value)]),
      );
      return {
        of: `the ${role} probe of ${name} in ${String(service.name)}`,
        container: definitions.find((each) => listeningPorts(each).includes(port))?.name ?? name,
        port,
        path: http === undefined ? undefined : (text(http, "path") ?? "/"),
        statuses: "200-399",
        headers: { Host: `127.0.0.1:${port}`, "User-Agent": "GoogleHC/1.0", ...headers },
        schedule: {
          role,
          subject: name,
          initialDelaySeconds: number(probe, "initial_delay_seconds") ?? 0,
          periodSeconds: number(probe, "period_seconds") ?? 10,
          failureThreshold: number(probe, "failure_threshold") ?? 3,
        },
      };
    }),
  );
}

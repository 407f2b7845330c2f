import { accountFrom } from "../../applied-account";
import { probeOf, type Probe, type ProbeRole } from "../../servers/probe";
import { UnknownElementError, blocks, number, text } from "../../simulator/readers";
import type { AppliedState } from "../../state";
import { containersOf, ingressOf, trackingServer } from "./container-apps/applied";
import { azureContainers } from "./containers";
import defaults from "./container-apps/default-probes.json";

const ROLES: readonly ProbeRole[] = ["startup", "readiness", "liveness"];

/**
 * The probes of the applied container app as they are written, and what Container Apps adds to the first container when no probe of a role
 * is: TCP on the port of the ingress. A liveness probe is not added. All containers of a replica share its ports: a probe reaches whichever
 * of them listens.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/health-probes#default-configuration
 */
export function containerAppProbes(state: AppliedState): Probe[] {
  const account = accountFrom(state);
  const app = trackingServer(account);
  const definitions = azureContainers(state);
  const containers = containersOf(app);
  const written = containers.flatMap((container) =>
    ROLES.flatMap((role) =>
      blocks(container, `${role}_probe`).map((probe) => ({ container: String(container.name), role, probe })),
    ),
  );
  const port = ingressOf(account, app)?.port ?? 0;
  const missing = ROLES.filter((role) => !written.some((each) => each.role === role));
  const added = missing.flatMap((role) =>
    blocks(defaults, role).map((probe) => ({
      container: String(containers[0]?.name),
      role,
      probe: { ...probe, port },
    })),
  );
  return [...written, ...added].map(({ container, role, probe }): Probe => {
    const transport = text(probe, "transport") ?? "TCP";
    if (transport !== "HTTP" && transport !== "TCP")
      throw new UnknownElementError(`the ${role} probe of ${container}: ${transport} is not simulated`);
    const asked = number(probe, "port") ?? 0;
    const headers = Object.fromEntries(blocks(probe, "header").map((each) => [String(each.name), String(each.value)]));
    return probeOf({
      role,
      container,
      service: String(app.name),
      port: asked,
      path: transport === "HTTP" ? (text(probe, "path") ?? "/") : undefined,
      headers: { Host: `10.0.0.10:${asked}`, "User-Agent": "kube-probe/1.29", ...headers },
      listener: definitions.find(({ ports }) => ports.includes(asked))?.name,
      initialDelaySeconds: number(probe, "initial_delay") ?? (role === "liveness" ? 1 : 0),
      periodSeconds: number(probe, "interval_seconds") ?? 10,
      failureThreshold: number(probe, "failure_count_threshold") ?? 3,
    });
  });
}

import { accountFrom } from "../../applied-account";
import type { Probe, ProbeRole } from "../../servers/probe";
import { UnknownElementError, blocks, number, text } from "../../simulator/readers";
import type { Values } from "../../simulator/rule";
import type { AppliedState } from "../../state";
import { containersOf, ingressOf, trackingServer } from "./container-apps/applied";
import { azureContainers } from "./containers";

const ROLES: readonly ProbeRole[] = ["startup", "readiness", "liveness"];

/**
 * What Container Apps adds to the first container when no probe of a role is written: TCP on the port of the ingress. A liveness probe is
 * not added.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/health-probes#default-configuration
 */
const ADDED: Readonly<Partial<Record<ProbeRole, Values>>> = {
  startup: { transport: "TCP", initial_delay: 1, interval_seconds: 1, failure_count_threshold: 240 },
  readiness: { transport: "TCP", initial_delay: 3, interval_seconds: 5, failure_count_threshold: 48 },
};

/**
 * The probes of the applied container app as they are written. All containers of a replica share its ports: a probe reaches whichever of
 * them listens.
 */
export function containerAppProbes(state: AppliedState): Probe[] {
  const account = accountFrom(state);
  const app = trackingServer(account);
  const definitions = azureContainers(state);
  const written = containersOf(app).flatMap((container) =>
    ROLES.flatMap((role) =>
      blocks(container, `${role}_probe`).map((probe) => ({ container: String(container.name), role, probe })),
    ),
  );
  const first = String(containersOf(app)[0]?.name);
  const port = ingressOf(account, app)?.port ?? 0;
  const added = ROLES.flatMap((role) => {
    const probe = ADDED[role];
    if (probe === undefined || written.some((each) => each.role === role)) return [];
    return [{ container: first, role, probe: { ...probe, port } }];
  });
  return [...written, ...added].map(({ container, role, probe }): Probe => {
    const transport = text(probe, "transport") ?? "TCP";
    if (transport !== "HTTP" && transport !== "TCP")
      throw new UnknownElementError(`the ${role} probe of ${container}: ${transport} is not simulated`);
    const asked = number(probe, "port") ?? 0;
    const headers = Object.fromEntries(blocks(probe, "header").map((each) => [String(each.name), String(each.value)]));
    return {
      of: `the ${role} probe of ${container} in ${String(app.name)}`,
      container: definitions.find(({ ports }) => ports.includes(asked))?.name ?? container,
      port: asked,
      path: transport === "HTTP" ? (text(probe, "path") ?? "/") : undefined,
      statuses: "200-399",
      headers: { Host: `10.0.0.10:${asked}`, "User-Agent": "kube-probe/1.29", ...headers },
      schedule: {
        role,
        subject: container,
        initialDelaySeconds: number(probe, "initial_delay") ?? (role === "liveness" ? 1 : 0),
        periodSeconds: number(probe, "interval_seconds") ?? 10,
        failureThreshold: number(probe, "failure_count_threshold") ?? 3,
      },
    };
  });
}

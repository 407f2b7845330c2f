/** What a probe decides. */
export type ProbeRole = "startup" | "readiness" | "liveness";

/** When a cloud asks a probe, and when it counts as failed. */
export interface ProbeSchedule {
  readonly role: ProbeRole;
  /** The container that it decides about, which need not be the one that answers. */
  readonly subject: string;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  /** So many failures in a row count. */
  readonly failureThreshold: number;
}

/** A health check by which a cloud decides whether a container gets requests. */
export interface Probe {
  /** Address of the resource that asks. */
  readonly of: string;
  readonly container: string;
  readonly port: number;
  /** What is asked for by GET; undefined for a check that only opens a TCP connection. */
  readonly path: string | undefined;
  /** Statuses that count as healthy: `200`, `200,202`, `200-299`. */
  readonly statuses: string;
  /** Headers that the cloud sends. */
  readonly headers: Readonly<Record<string, string>>;
  /** When it is asked and what follows. @default - not known, so that nothing is concluded for the start */
  readonly schedule?: ProbeSchedule;
}

/** A probe of a container as a cloud's template writes it. */
export interface TemplateProbe extends Omit<ProbeSchedule, "subject"> {
  /** Name of the container that has it. */
  readonly container: string;
  readonly service: string;
  readonly port: number;
  /** Undefined for a check that only opens a TCP connection. */
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The container that listens on the port: all containers of a replica share its ports. */
  readonly listener: string | undefined;
}

/** A probe of a template. */
export function probeOf({
  container,
  service,
  port,
  path,
  headers,
  listener,
  role,
  ...schedule
}: TemplateProbe): Probe {
  return {
    of: `the ${role} probe of ${container} in ${service}`,
    container: listener ?? container,
    port,
    path,
    statuses: "200-399",
    headers,
    schedule: { role, subject: container, ...schedule },
  };
}

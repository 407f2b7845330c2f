import type { Probe, ProbeRole, ProbeSchedule } from "./probe";

/** Seconds that MLflow takes to start with a quarter of a processor: the measured 45, and one to answer. */
export const START_SECONDS = 46;

interface Scheduled extends Probe {
  readonly schedule: ProbeSchedule;
}

/**
 * What the schedules of a set of probes do to a server that takes its time: they must leave it alone until it answers, and hold requests
 * back until then. A probe by HTTP passes when MLflow answers; one that opens a connection passes as soon as something listens, which the
 * proxy does at once. Liveness counts from the moment at which the same container's startup probe has passed.
 * @returns one sentence a problem
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export function startProblems(probes: readonly Probe[], startSeconds = START_SECONDS): string[] {
  const scheduled = probes.filter((probe): probe is Scheduled => probe.schedule !== undefined);
  const of = (role: ProbeRole) => scheduled.filter(({ schedule }) => schedule.role === role);
  const passes = ({ path }: Probe): number => (path === undefined ? 0 : startSeconds);
  const begins = (subject: string): number =>
    Math.max(0, ...of("startup").map((probe) => (probe.schedule.subject === subject ? passes(probe) : 0)));
  const killing = [
    ...of("startup").map((probe) => ({ probe, from: 0 })),
    ...of("liveness").map((probe) => ({ probe, from: begins(probe.schedule.subject) })),
  ];
  const killed = killing.flatMap(({ probe, from }) => {
    const { initialDelaySeconds, periodSeconds, failureThreshold } = probe.schedule;
    const patience = from + initialDelaySeconds + periodSeconds * failureThreshold;
    if (passes(probe) <= patience) return [];
    return [
      `${probe.of} must wait ${startSeconds} s for MLflow to start and waits ${patience} s ` +
        `(${initialDelaySeconds} s + ${failureThreshold} x ${periodSeconds} s): it would end the server before, again and again`,
    ];
  });
  const ready = of("readiness");
  if (ready.length === 0 || ready.some((probe) => passes(probe) >= startSeconds)) return killed;
  const names = ready.map((probe) => probe.of).join(", ");
  return [
    ...killed,
    `${names} must ask for GET /health, not open a connection alone: the proxy listens before MLflow does, and requests would fail`,
  ];
}

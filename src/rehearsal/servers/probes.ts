import { NetworkError, type Backend } from "../snowflake/gateway";
import { sendLocally } from "../snowflake/http";
import { ContainerError } from "./container";

/** A health check by which a cloud decides whether a container gets requests. */
export interface Probe {
  /** Address of the resource that asks. */
  readonly of: string;
  readonly container: string;
  readonly port: number;
  readonly path: string;
  /** Statuses that count as healthy: `200`, `200,202`, `200-299`. */
  readonly statuses: string;
  /** Headers that the cloud sends. */
  readonly headers: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 5_000;

/** Whether a status is in a list such as `200,202` or `200-299`. */
export function isAmong(status: number, statuses: string): boolean {
  return statuses.split(",").some((part) => {
    const [from = "", to = from] = part.trim().split("-");
    return Number(from) <= status && status <= Number(to);
  });
}

/**
 * Asks the running containers what the cloud's health checks ask of them.
 * @returns one sentence a probe
 * @throws ContainerError for every probe that the cloud would count as failed: it would replace the server for ever
 */
export async function askProbes(probes: readonly Probe[], backend: Backend): Promise<string[]> {
  const answers = await Promise.all(probes.map((probe) => ask(probe, backend)));
  const failed = answers.filter(({ isHealthy }) => !isHealthy);
  if (failed.length > 0) {
    throw new ContainerError(
      failed.map(({ probe }) => probe.of).join(", "),
      `the health check fails, so that no request is ever let through: ${failed.map(({ said }) => said).join("; ")}`,
    );
  }
  return answers.map(({ probe, said }) => `The health check of ${probe.of} passes: ${said}`);
}

interface Answer {
  readonly probe: Probe;
  readonly isHealthy: boolean;
  readonly said: string;
}

async function ask(probe: Probe, backend: Backend): Promise<Answer> {
  const { container, port, path, statuses, headers } = probe;
  const what = `GET ${path} of ${container}:${port}`;
  const address = backend.locate(container, port);
  if (address === undefined) return { probe, isHealthy: false, said: `${what}: nothing listens there` };
  try {
    const { status } = await sendLocally(address, { method: "GET", path, headers: { ...headers } }, TIMEOUT_MS);
    return { probe, isHealthy: isAmong(status, statuses), said: `${what} answered ${status}, expected ${statuses}` };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { probe, isHealthy: false, said: `${what}: ${error.message}` };
  }
}

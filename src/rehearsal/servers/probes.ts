import { connect } from "node:net";
import { NetworkError, type Backend, type LocalAddress } from "../snowflake/gateway";
import { sendLocally } from "../snowflake/http";
import { ContainerError } from "./container";
import type { Probe } from "./probe";
import { startProblems } from "./probe-schedule";

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
 * @throws ContainerError for every probe that the cloud would count as failed, now or during the start: it would replace the server for ever
 */
export async function askProbes(probes: readonly Probe[], backend: Backend): Promise<string[]> {
  const problems = startProblems(probes);
  if (problems.length > 0) throw new ContainerError("health checks", problems.join("; "));
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
  const what = `${path === undefined ? "a TCP connection" : `GET ${path}`} of ${container}:${port}`;
  const address = backend.locate(container, port);
  if (address === undefined) return { probe, isHealthy: false, said: `${what}: nothing listens there` };
  if (path === undefined) {
    const isOpen = await opens(address);
    return { probe, isHealthy: isOpen, said: `${what} is ${isOpen ? "accepted" : "refused"}` };
  }
  try {
    const { status } = await sendLocally(address, { method: "GET", path, headers: { ...headers } }, TIMEOUT_MS);
    return { probe, isHealthy: isAmong(status, statuses), said: `${what} answered ${status}, expected ${statuses}` };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { probe, isHealthy: false, said: `${what}: ${error.message}` };
  }
}

/** Whether a TCP connection is accepted. */
function opens({ host, port }: LocalAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS });
    const end = (isOpen: boolean) => () => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}

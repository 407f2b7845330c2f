import type { Row } from "../../core/checks";
import type { Rule } from "../../core/rules";
import {
  CONNECTIONS_OF_THE_PARENT,
  connectionsForRequests,
  REQUESTS_A_WORKER,
  requestsOfConnections,
} from "../../mlflow/server/defaults";
import { MAX_INSTANCES, mostWorkersInMemory, type ResolvedServer } from "./defaults";

/** Which servers share a database, and how many connections it has for them. */
export interface DatabaseUse {
  readonly server: ResolvedServer;
  /** Connections that the servers may use together. */
  readonly maxConnections: number;
  /** Whether the UI has an instance too. */
  readonly hasUi: boolean;
}

/** Instances of the UI, and workers of each. */
export const UI_INSTANCES = 1;
export const UI_WORKERS = 1;

/** A worker with fewer could not answer a single request. */
const FEWEST = connectionsForRequests(1);

/**
 * Connections of one worker: such that the instances of all services, each with MLflow's parent process and its workers, use no more than
 * the database has for them. While a revision replaces another, both run for a moment: a fifth of the database's limit is free for that,
 * which is not enough if all instances are busy. Snowflake then repeats the calls that fail with 5XX.
 */
export function connectionsPerWorker(server: ResolvedServer, maxConnections: number, hasUi: boolean): number {
  const { workers, maxRequests } = server;
  const requests = maxRequests === undefined ? REQUESTS_A_WORKER : Math.ceil(maxRequests / workers);
  return Math.min(available({ server, maxConnections, hasUi }), connectionsForRequests(requests));
}

/** The greatest number, an even one, that the database has for a worker. */
function available({ server: { maxInstances, workers }, maxConnections, hasUi }: DatabaseUse): number {
  const ui = hasUi ? UI_INSTANCES : 0;
  const ofParents = (maxInstances + ui) * CONNECTIONS_OF_THE_PARENT;
  return 2 * Math.floor((maxConnections - ofParents) / (maxInstances * workers + ui * UI_WORKERS) / 2);
}

/** Connections that the servers behind the gateway may use: those that the UI leaves. */
function ofServers({ maxConnections, hasUi }: DatabaseUse): number {
  return maxConnections - (hasUi ? UI_INSTANCES * (CONNECTIONS_OF_THE_PARENT + UI_WORKERS * FEWEST) : 0);
}

function mostWorkers(use: DatabaseUse): number {
  return Math.floor((ofServers(use) - CONNECTIONS_OF_THE_PARENT) / FEWEST);
}

function mostInstances(use: DatabaseUse): number {
  return Math.floor(ofServers(use) / (CONNECTIONS_OF_THE_PARENT + use.server.workers * FEWEST));
}

function has({ maxConnections, hasUi }: DatabaseUse): string {
  return `the database has ${maxConnections} connections for ${hasUi ? "them and the UI" : "them"}`;
}

const LARGER = "a database with more connections";

function workers(use: DatabaseUse): Rule {
  const most = mostWorkers(use);
  return {
    must:
      most < 1
        ? `be fewer than Cloud Run can start: ${has(use)}`
        : `be at most ${most}: ${has(use)}, and a worker needs ${FEWEST}`,
    remedy: most < 1 ? `Use ${LARGER}` : `Use fewer workers, or ${LARGER}`,
    holds: () => use.server.workers <= most,
    appliesToUnset: true,
  };
}

function instances(use: DatabaseUse): Rule {
  const most = mostInstances(use);
  const needed = CONNECTIONS_OF_THE_PARENT + use.server.workers * FEWEST;
  return {
    must: `be at most ${most}: ${has(use)}, and an instance needs ${needed}`,
    remedy: `Use fewer instances or workers, or ${LARGER}`,
    // Too many workers for one instance are reported by their own row.
    holds: () => most < 1 || use.server.maxInstances <= most,
    appliesToUnset: true,
  };
}

function requests(use: DatabaseUse): Rule {
  const { workers: all, maxRequests = 0 } = use.server;
  const connections = available(use);
  const most = requestsOfConnections(connections) * all;
  return {
    must: `be at most ${most}: ${has(use)}, and a request needs a second one while it holds the first`,
    remedy: `Use fewer requests or instances, or ${LARGER}`,
    // Too few connections for a single request are reported by the rows above.
    holds: () => connections < FEWEST || connectionsForRequests(Math.ceil(maxRequests / all)) <= connections,
  };
}

/**
 * Requirements on servers and the database that they use.
 * @param prefix path of the server settings, with its dot: `server.`
 * @param read which servers and which database; undefined when they are invalid, or not the platform's
 */
export function connectionRows<S>(prefix: string, read: (settings: S) => DatabaseUse | undefined): readonly Row<S>[] {
  const row = (field: string, rule: (use: DatabaseUse) => Rule): Row<S> => ({
    field: `${prefix}${field}`,
    when: (settings) => isCountable(read(settings)),
    rule: (settings) => {
      const use = read(settings);
      if (use === undefined) throw new Error("A row is not evaluated whose condition does not hold");
      return rule(use);
    },
  });
  return [row("workers", workers), row("maxInstances", instances), row("maxRequests", requests)];
}

/** Other rows report invalid numbers and numbers out of range, and workers that do not fit in the memory. */
function isCountable(use: DatabaseUse | undefined): boolean {
  if (use === undefined) return false;
  const { server, maxConnections } = use;
  const numbers = [server.workers, server.maxInstances, server.maxRequests ?? 1, maxConnections];
  return (
    numbers.every((each) => Number.isInteger(each) && each >= 1) &&
    server.maxInstances <= MAX_INSTANCES &&
    server.workers <= mostWorkersInMemory(server.memoryMib)
  );
}

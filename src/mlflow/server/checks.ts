import type { CheckTable } from "../../core/checks";
import { integer, pattern, shaped, that, type Rule } from "../../core/rules";
import { connectionsForRequests, requestsOfConnections } from "./defaults";
import type { ServerSpecProps } from "./settings";

/** A pinned image: a restart runs the version that was tested. */
export const IMAGE = pattern(
  /^[^\s:]+(:\d+\/[^\s:]+)?(:[\w.-]+|@sha256:[0-9a-f]{64})$/,
  "be an image that is pinned by a tag or a digest",
  "Use <registry>/<repository>:<tag>",
);

export const IMAGE_REGISTRY = shaped(
  /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/,
  "be a registry host with an optional path, without https:// and without / at its end",
  'Use for example "registry.example/cache"',
);

const LOCATOR = pattern(
  /^[A-Z0-9_]+$/,
  "be the locator of a Snowflake account, as SELECT CURRENT_ACCOUNT() returns it",
  'Use for example "AB12345"',
);

const REGION = pattern(
  /^([A-Z0-9_]+\.)?[A-Z0-9_]+$/,
  "be a region, as SELECT CURRENT_REGION() returns it",
  'Use for example "AWS_EU_CENTRAL_1"',
);

const CONNECTIONS = that(
  (value) => Number.isInteger(value) && Number(value) >= 4 && Number(value) % 2 === 0,
  "be an even number of 4 or more: both stores of a worker get a half, and a request may need two connections of one",
  "Use 4 or more",
);

function requestsOf({ connectionsPerWorker = 0, workers }: ServerSpecProps): Rule {
  const most = requestsOfConnections(connectionsPerWorker) * workers;
  const needed = (maxRequests: number): number => connectionsForRequests(Math.ceil(maxRequests / workers));
  return that(
    (maxRequests) => needed(Number(maxRequests)) <= connectionsPerWorker,
    `be at most ${most}: with ${connectionsPerWorker} connections of a worker, more requests at once would wait for each other's`,
    "Use fewer requests or more connections",
  );
}

/** Requirements on the props of a server. */
export const SERVER_SPEC: CheckTable<ServerSpecProps> = {
  rows: [
    { field: "workers", rule: integer(1, 32), synthesis: true },
    { field: "imageRegistry", rule: IMAGE_REGISTRY },
    { field: "connectionsPerWorker", rule: CONNECTIONS, synthesis: true },
    {
      field: "maxRequests",
      rule: requestsOf,
      when: ({ connectionsPerWorker }) => CONNECTIONS.holds(connectionsPerWorker),
    },
    {
      field: "uiOrigin",
      rule: shaped(
        /^https:\/\/[^/\s*]+$/,
        "be https:// and a host, without path and without wildcard",
        'Use for example "https://mlflow.example.com"',
      ),
    },
    { field: "snowflakeAccount.account", rule: LOCATOR },
    { field: "snowflakeAccount.region", rule: REGION },
  ],
};

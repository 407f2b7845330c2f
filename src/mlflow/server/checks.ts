import type { CheckTable } from "../../core/checks";
import { integer, pattern, shaped } from "../../core/rules";
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

/** Requirements on the props of a server. */
export const SERVER_SPEC: CheckTable<ServerSpecProps> = {
  rows: [
    { field: "workers", rule: integer(1, 32), synthesis: true },
    { field: "imageRegistry", rule: IMAGE_REGISTRY },
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

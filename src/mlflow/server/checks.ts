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
  ],
};

import type { Problems } from "../../core";
import type { ServerSpecProps } from "./settings";

/** Notes what is wrong with the props of a server. */
export function checkServerSpec(problems: Problems, props: ServerSpecProps): void {
  problems.check(
    Number.isInteger(props.workers) && props.workers >= 1 && props.workers <= 32,
    "workers",
    props.workers,
    "a server has 1 to 32 workers",
    "Write 1 for 2 GiB of memory, 2 for 4 GiB",
  );
  problems.check(
    props.imageRegistry === undefined || !/^https?:|\/$/.test(props.imageRegistry),
    "imageRegistry",
    props.imageRegistry,
    "a registry is a host with an optional path, without https:// and without / at its end",
    'Write for example "registry.example/cache"',
  );
  problems.check(
    props.uiOrigin === undefined || /^https:\/\/[^/\s*]+$/.test(props.uiOrigin),
    "uiOrigin",
    props.uiOrigin,
    "an origin is https:// and a host, without path and without wildcard",
    'Write for example "https://mlflow.example.com"',
  );
}

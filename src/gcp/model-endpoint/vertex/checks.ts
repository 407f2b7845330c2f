import type { Row } from "../../../core/checks";
import { integer, pattern, that } from "../../../core/rules";
import { isGoogleRegistry } from "../../image-repositories/registries";
import type { ResolvedServing } from "../defaults";
import { isOn, notOn } from "../runtime-rows";
import { ServingRuntime } from "../settings";

const IS_ON = isOn(ServingRuntime.VERTEX);

/** What Vertex AI does not have, and what it limits. */
export const VERTEX_ROWS: readonly Row<ResolvedServing>[] = [
  ...notOn(
    ServingRuntime.VERTEX,
    "Vertex AI takes the size from the machine type",
    "Set instanceType instead",
    "vcpu",
    "memoryMib",
  ),
  ...notOn(
    ServingRuntime.VERTEX,
    "Vertex AI has no such setting",
    "Remove it",
    "maxConcurrency",
    "startupGraceSeconds",
  ),
  ...notOn(
    ServingRuntime.VERTEX,
    "a dedicated endpoint of Vertex AI has a public address, which admits only whom IAM allows",
    "Remove it, or set runtime: ServingRuntime.CLOUD_RUN",
    "privateAccess",
  ),
  {
    field: "instanceType",
    rule: pattern(
      /^[a-z][a-z0-9]*-[a-z0-9-]+$/,
      "be a machine type of Compute Engine",
      'Use for example "e2-standard-2" or "n1-standard-4"',
    ),
  },
  {
    field: "minInstances",
    rule: integer(1, 100, "machines of each deployment: Vertex AI does not scale to zero"),
    when: IS_ON,
  },
  {
    field: "image",
    rule: that(
      (image) => isGoogleRegistry(String(image)),
      "be in Artifact Registry: Vertex AI pulls from no other registry",
      "Use <region>-docker.pkg.dev/<project>/<repository>/<image>:<tag>",
    ),
    when: IS_ON,
  },
  {
    field: "environment",
    rule: that(
      (name) => !String(name).startsWith("AIP_"),
      "have a name that does not begin with AIP_: Vertex AI sets such variables itself",
      "Rename or remove it",
    ),
    each: "name",
    when: IS_ON,
  },
];

import { isObject } from "../../core/json";
import { MissingTool } from "../../rehearsal/deploy/project";
import type { Outputs } from "../outputs";

/** An endpoint and what is to be deployed to it, as the output `vertex_endpoints` has it. */
export interface VertexTarget {
  readonly project: string;
  readonly region: string;
  readonly endpointId: string;
  readonly displayName: string;
  readonly image: string;
  readonly artifacts: string;
  readonly command: readonly string[];
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly instanceType: string;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly encryptionKeyId?: string | null;
  readonly deployments: readonly { readonly name: string; readonly model: string }[];
  readonly traffic: Readonly<Record<string, number>>;
}

const OUTPUT = "vertex_endpoints";
const TEXTS = ["project", "region", "endpointId", "displayName", "image", "artifacts", "instanceType"];

function isTarget(value: unknown): value is VertexTarget {
  return (
    isObject(value) &&
    TEXTS.every((name) => typeof value[name] === "string") &&
    Array.isArray(value.deployments) &&
    Array.isArray(value.command) &&
    isObject(value.environment) &&
    isObject(value.traffic)
  );
}

/**
 * The endpoints of a deploy by name: all of them, or one.
 * @throws MissingTool for a deploy without endpoints on Vertex AI, and for a name that none of them has
 */
export function vertexTargets(outputs: Outputs, name?: string): [string, VertexTarget][] {
  const output = outputs[OUTPUT];
  const found = isObject(output) ? Object.entries(output) : [];
  const targets = found.filter((entry): entry is [string, VertexTarget] => isTarget(entry[1]));
  if (targets.length === 0 || targets.length < found.length)
    throw new MissingTool(
      `The deploy has no output ${OUTPUT} of this version: no endpoint has runtime: ServingRuntime.VERTEX, or another version deployed it`,
      "Set the runtime of an endpoint in the environment's file, and deploy.",
    );
  if (name === undefined) return targets;
  const named = targets.filter(([each]) => each === name);
  if (named.length === 0)
    throw new MissingTool(
      `There is no endpoint ${name} on Vertex AI`,
      `The deploy has: ${targets.map(([each]) => each).join(", ")}`,
    );
  return named;
}

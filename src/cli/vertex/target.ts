import { isObject } from "../../core/json";
import { MissingTool } from "../../rehearsal/deploy/project";
import type { Outputs, StateInstance } from "../outputs";

/** Where an endpoint is. */
export interface VertexPlace {
  readonly project: string;
  readonly region: string;
  readonly endpointId: string;
}

/** An endpoint and what is to be deployed to it, as the output `vertex_endpoints` has it. */
export interface VertexTarget extends VertexPlace {
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
  return namedIn(targets, name);
}

/**
 * Where the endpoints of a state are, by name: all of them, or one. It has those of a destroy that failed too.
 * @throws MissingTool for a name that none of them has
 */
export function vertexPlaces(state: readonly StateInstance[], name?: string): [string, VertexPlace][] {
  const places = state.flatMap(({ type, attributes }): [string, VertexPlace][] => {
    const { labels, project, location, name: endpointId } = attributes;
    if (type !== "google_vertex_ai_endpoint" || !isObject(labels) || typeof labels.mlops_name !== "string") return [];
    return [
      [labels.mlops_name, { project: String(project), region: String(location), endpointId: String(endpointId) }],
    ];
  });
  return namedIn(places, name);
}

function namedIn<T>(found: [string, T][], name: string | undefined): [string, T][] {
  if (name === undefined) return found;
  const named = found.filter(([each]) => each === name);
  const others = found.map(([each]) => each).join(", ") || "none";
  if (named.length === 0)
    throw new MissingTool(`There is no endpoint ${name} on Vertex AI`, `The deploy has: ${others}`);
  return named;
}

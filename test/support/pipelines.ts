import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parse } from "yaml";
import {
  pipelineEnvironment,
  renderPipelines,
  SYSTEMS,
  type PipelineEnvironment,
  type PipelineSystem,
} from "../../src/inspect/pipelines";
import { SynthesizedStack } from "../../src/inspect/stack";
import { ROOT } from "./cli";
import { synthesizeProgram } from "./synthesized-stacks";

/** The environments of examples/ci-cd of each cloud, in the order of their deploys. */
const ENVIRONMENTS = {
  aws: ["aws-dev", "aws-trial", "aws-prod"],
  azure: ["azure-dev", "azure-prod"],
  gcp: ["gcp-dev", "gcp-prod"],
} as const;

export type ExampleCloud = keyof typeof ENVIRONMENTS;

export const CLOUDS = Object.keys(ENVIRONMENTS) as ExampleCloud[];

/** Each system with each cloud. */
export const COMBINATIONS: readonly (readonly [PipelineSystem, ExampleCloud])[] = SYSTEMS.flatMap((system) =>
  CLOUDS.map((cloud) => [system, cloud] as const),
);

/** Folder of the files of one combination. */
export const exampleFolder = (system: PipelineSystem, cloud: ExampleCloud): string =>
  join(ROOT, "examples", "ci-cd", system, cloud);

/** An environment of examples/ci-cd, as a pipeline reads it. */
export function exampleEnvironment(name: string): PipelineEnvironment {
  const json = synthesizeProgram(join("examples", "ci-cd", "main.js"))[name];
  if (json === undefined) throw new Error(`examples/ci-cd has no environment ${name}`);
  return pipelineEnvironment(new SynthesizedStack(json));
}

/** The files of one combination, by their path in the repository. */
export function renderedExample(system: PipelineSystem, cloud: ExampleCloud): Map<string, string> {
  const environments = ENVIRONMENTS[cloud].map(exampleEnvironment);
  return new Map(renderPipelines(system, { environments }).map(({ file, text }) => [file, text]));
}

/** A file of one combination, parsed. */
export function parsedExample<T>(system: PipelineSystem, cloud: ExampleCloud, file: string): T {
  const text = renderedExample(system, cloud).get(file);
  if (text === undefined) throw new Error(`${system} has no file ${file}`);
  return parse(text) as T;
}

/** Whether bash can parse a script. */
export function bashProblem(script: string): string {
  return spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr;
}

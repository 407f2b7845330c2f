import type { PipelineEnvironment } from "../environment";
import { deployedBefore } from "../order";
import { keysOf, type Pipeline, type RenderedFile } from "../pipeline";
import { commented, toYaml, type Yaml } from "../yaml";
import {
  checkJob,
  deployJob,
  destroyJob,
  driftJob,
  planJob,
  planMainJob,
  rehearseJob,
  synthesizeJob,
  testJob,
  validateJob,
} from "./jobs";
import type { Workflow } from "./workflow";

const NOTHING = commented("Each job sets the permissions that it needs.", {});
const SHELL = { run: { shell: "bash" } } as const;
const CHECKS = ["test", "rehearse", "validate"];

const planOf = (name: string) => `plan-${name}`;
const planMainOf = (name: string) => `plan-${name}-main`;
const deployOf = (name: string) => `deploy-${name}`;
const checkOf = (name: string) => `check-${name}`;
const SYNTHESIZE_JOB = "synthesize";

function workflow(pipeline: Pipeline): Workflow {
  const { environments, needsApproval, branch } = pipeline;
  const names = environments.map(({ name }) => name);
  const ofEnvironment = (environment: PipelineEnvironment): [string, Yaml][] => {
    const { name } = environment;
    const approved = needsApproval(environment);
    const before = deployedBefore(environment, environments).map((each) => checkOf(each.name));
    return [
      [
        planOf(name),
        commented(
          "Reads and changes nothing. Code of a fork gets no identity.",
          planJob(pipeline, environment, CHECKS),
        ),
      ],
      [planMainOf(name), planMainJob(pipeline, environment, [...CHECKS, ...before])],
      [
        deployOf(name),
        commented(
          approved ? `Waits for the reviewers of the environment ${name}.` : "Deploys without an approval.",
          deployJob(pipeline, environment, [planMainOf(name)]),
        ),
      ],
      [checkOf(name), checkJob(pipeline, environment, [deployOf(name)])],
    ];
  };
  return {
    name: "platform",
    on: { pull_request: { branches: [branch] }, push: { branches: [branch] } },
    permissions: NOTHING,
    defaults: SHELL,
    jobs: {
      test: commented("These four run without an identity, for forks too.", testJob()),
      rehearse: rehearseJob(names),
      [SYNTHESIZE_JOB]: synthesizeJob(names),
      validate: validateJob(names, [SYNTHESIZE_JOB]),
      ...Object.fromEntries(environments.flatMap(ofEnvironment)),
    },
  };
}

function nightly(pipeline: Pipeline): Workflow {
  const { environments } = pipeline;
  const needs = [SYNTHESIZE_JOB];
  return {
    name: "platform-nightly",
    on: { schedule: [{ cron: "17 3 * * *" }], workflow_dispatch: {} },
    permissions: NOTHING,
    defaults: SHELL,
    jobs: {
      [SYNTHESIZE_JOB]: commented("Runs without an identity.", synthesizeJob(environments.map(({ name }) => name))),
      ...Object.fromEntries(environments.map((each) => [`drift-${each.name}`, driftJob(pipeline, each, needs)])),
      ...Object.fromEntries(
        environments
          .filter(({ ttl }) => ttl !== undefined)
          .map((each) => [`destroy-${each.name}`, destroyJob(pipeline, each, needs)]),
      ),
    },
  };
}

/** GitHub Actions. */
export function renderGithub(pipeline: Pipeline): RenderedFile[] {
  const { header, branch } = pipeline;
  return [
    {
      file: ".github/workflows/platform.yml",
      text: toYaml(
        `${header}\nChecks and plans a pull request, and deploys what is merged, ${keysOf(pipeline)}.`,
        workflow(pipeline),
        ["jobs"],
      ),
    },
    {
      file: ".github/workflows/platform-nightly.yml",
      text: toYaml(
        [
          header,
          "Looks for drift at night, and destroys throw-away environments after the day in their tag ttl.",
          `GitHub runs a schedule on the default branch of the repository alone, which must be ${branch}.`,
        ].join("\n"),
        nightly(pipeline),
        ["jobs"],
      ),
    },
  ];
}

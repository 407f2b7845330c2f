import { ValidationError } from "../../../src/core";
import { renderPipelines, type PipelineEnvironment, type PipelineRequest } from "../../../src/inspect/pipelines";

const dev: PipelineEnvironment = { name: "dev", cloud: "aws", backend: "s3", isProd: false };
const prod: PipelineEnvironment = { name: "prod", cloud: "aws", backend: "s3", isProd: true };

function refusal(request: PipelineRequest): string {
  try {
    renderPipelines("github", request);
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  return "";
}

test.each<[string, PipelineRequest, string]>([
  [
    "a local state",
    { environments: [{ ...dev, backend: undefined }] },
    "dev: backend = (not set): must be remote: each job of a pipeline starts on an empty machine and would deploy the environment " +
      "again. Set state in the environment's file (docs/state.md)",
  ],
  [
    "a prod deploy that nobody approves",
    { environments: [dev, prod], approval: ["dev"] },
    'prod: approval = ["dev"]: a deploy of a prod environment must be approved by a person. Add prod to --approval, or omit --approval',
  ],
  [
    "two environments of one name",
    { environments: [dev, dev] },
    'pipeline: environments.1 = "dev": must be unique in the list. Remove the duplicate',
  ],
  [
    "an approval of an environment that is not in the pipeline",
    { environments: [dev], approval: ["test"] },
    'pipeline: approval.0 = "test": must name an environment of the pipeline: dev. Correct the name, or add the environment',
  ],
  [
    "no cloud",
    { environments: [{ ...dev, cloud: undefined }] },
    "dev: cloud = (not set): must be AWS, Azure or Google Cloud: a pipeline signs in to the cloud of the environment. " +
      "Choose an environment with resources of one of them",
  ],
  [
    "a last day that is no day",
    { environments: [{ ...dev, ttl: "72h" }] },
    'dev: ttl = "72h": must be a day of the form 2026-12-31: the last day of a throw-away environment. Correct the tag ttl',
  ],
  [
    "a last day of prod",
    { environments: [{ ...prod, ttl: "2026-12-31" }] },
    'prod: ttl = "2026-12-31": must be omitted: the environment is prod, and a pipeline destroys an environment after its last day. ' +
      "Remove the tag ttl",
  ],
])("%s is refused", (_what, request, message) => {
  expect(refusal(request)).toBe(message);
});

test("all problems are reported at once", () => {
  const message = refusal({
    environments: [
      { ...dev, backend: undefined },
      { ...prod, ttl: "2026-12-31" },
    ],
    approval: [],
  });
  expect(message).toMatch(/^3 problems:/);
});

test.each([
  [
    "github",
    "staging",
    'pipeline: planBranch = "staging": must be omitted: GitHub and Azure DevOps plan every pull request of the repository. ' +
      "Remove --plan-branch",
  ],
  [
    "gitlab",
    "main",
    'pipeline: planBranch = "main": must differ from the branch that is deployed. ' +
      "Name the protected branch that merge requests come from",
  ],
] as const)("on %s, a branch for plans that cannot be is refused", (system, planBranch, message) => {
  expect(() => renderPipelines(system, { environments: [dev], planBranch })).toThrow(message);
});

test.each([
  [
    "hours of a session that no deploy lasts",
    "github",
    { sessionHours: 3 },
    "pipeline: sessionHours = 3: must be an integer from 1 to 2: hours of a session on AWS: a deploy is ended after them. Use 1 to 2",
  ],
  [
    "hours of a session where Terraform renews it",
    "gitlab",
    { sessionHours: 2 },
    "pipeline: sessionHours = 2: must be omitted: on GitLab, Terraform renews its session on AWS itself. Remove --session-hours",
  ],
  [
    "hours of a session on AWS without AWS",
    "azure-devops",
    { sessionHours: 2, environments: [{ ...dev, cloud: "gcp" }] },
    "pipeline: sessionHours = 2: must be omitted: no environment is on AWS. Remove --session-hours",
  ],
  [
    "an image where jobs run on virtual machines",
    "github",
    { image: "node:22" },
    'pipeline: image = "node:22": must be omitted: the jobs of GitHub and Azure DevOps run on virtual machines of the system. Remove --image',
  ],
] as const)("%s is refused", (_what, system, more, message) => {
  expect(() => renderPipelines(system, { environments: [dev], ...more })).toThrow(message);
});

test("without a choice, prod alone waits for an approval; with one, others too", () => {
  const manual = (request: PipelineRequest) => {
    const [file] = renderPipelines("gitlab", request);
    return [...(file?.text ?? "").matchAll(/^deploy:(\w+):\n(?: .*\n)*? {6}when: manual$/gm)].map(([, name]) => name);
  };
  expect(manual({ environments: [dev, prod] })).toEqual(["prod"]);
  expect(manual({ environments: [dev, prod], approval: ["dev", "prod"] })).toEqual(["dev", "prod"]);
});

test("the first line says how to write the files again", () => {
  const [file] = renderPipelines("github", { environments: [dev, prod], approval: ["dev", "prod"] }, "release");
  expect(file?.text).toMatch(/^# Written by `mlops ci github dev prod --approval dev prod --branch release`\./);
  expect(file?.text).toContain("branches: [release]");
  const [gitlab] = renderPipelines("gitlab", { environments: [dev], snowflakeAuth: "key-pair", planBranch: "staging" });
  expect(gitlab?.text).toMatch(/^# Written by `mlops ci gitlab dev --snowflake-auth key-pair --plan-branch staging`\./);
  const [pinned] = renderPipelines("gitlab", { environments: [dev], image: "node:22.1" });
  expect(pinned?.text).toMatch(/^# Written by `mlops ci gitlab dev --image node:22.1`\./);
  const [longer] = renderPipelines("github", { environments: [dev], sessionHours: 2 });
  expect(longer?.text).toMatch(/^# Written by `mlops ci github dev --session-hours 2`\./);
});

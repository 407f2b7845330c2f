import { checkSettings, type CheckTable } from "../../core/checks";
import { Problems, ValidationError } from "../../core/errors";
import { integer, omitted, that, unique, type Rule } from "../../core/rules";
import { MINUTES } from "./commands";
import type { PipelineEnvironment } from "./environment";
import type { PipelineSystem } from "./pipeline";
import type { SnowflakeAuth } from "./snowflake";
import { isDay } from "./ttl";

/** What pipelines are rendered from. */
export interface PipelineRequest {
  readonly environments: readonly PipelineEnvironment[];
  /** Names of the environments whose deploy a person approves. @default - those of prod */
  readonly approval?: readonly string[];
  /** How the jobs sign in to Snowflake. @default - "workload-identity": without a stored key */
  readonly snowflakeAuth?: SnowflakeAuth;
  /**
   * On GitLab, the protected branch whose merge requests are planned: `planBranch` of the repository that the clouds trust.
   * @default - merge requests are not planned; GitHub and Azure DevOps plan every pull request
   */
  readonly planBranch?: string;
  /** On GitHub and Azure DevOps, hours of a session on AWS: at most `sessionHours` of the roles. @default - 1 */
  readonly sessionHours?: number;
  /** On GitLab, the image of the jobs. @default - "node:22-bookworm" */
  readonly image?: string;
}

const set = (rule: Rule): Rule => ({ ...rule, appliesToUnset: true });

const ENVIRONMENT: CheckTable<PipelineEnvironment> = {
  rows: [
    {
      field: "cloud",
      rule: set(
        that(
          (cloud) => cloud !== undefined,
          "be AWS, Azure or Google Cloud: a pipeline signs in to the cloud of the environment",
          "Choose an environment with resources of one of them",
        ),
      ),
    },
    {
      field: "backend",
      rule: set(
        that(
          (backend) => backend !== undefined,
          "be remote: each job of a pipeline starts on an empty machine and would deploy the environment again",
          "Set state in the environment's file (docs/state.md)",
        ),
      ),
    },
    {
      field: "ttl",
      rule: that(
        isDay,
        "be a day of the form 2026-12-31: the last day of a throw-away environment",
        "Correct the tag ttl",
      ),
    },
    {
      field: "ttl",
      rule: omitted(
        "the environment is prod, and a pipeline destroys an environment after its last day",
        "Remove the tag ttl",
      ),
      when: ({ isProd }) => isProd,
    },
  ],
};

const REQUEST: CheckTable<{
  readonly environments: readonly string[];
  readonly approval: readonly string[];
  readonly sessionHours?: number;
}> = {
  rows: [
    {
      field: "sessionHours",
      rule: integer(1, MINUTES.change / 60, "hours of a session on AWS: a deploy is ended after them"),
    },
    { field: "environments", each: true, rule: unique() },
    {
      field: "approval",
      each: true,
      rule: ({ environments }) =>
        that(
          (name) => environments.includes(String(name)),
          `name an environment of the pipeline: ${environments.join(", ")}`,
          "Correct the name, or add the environment",
        ),
    },
  ],
};

/** What one system has and the others do not, or do by themselves. */
function checkSystem(system: PipelineSystem, request: PipelineRequest, branch: string): Problems["all"] {
  const { planBranch, sessionHours, image, environments } = request;
  const problems = new Problems("pipeline");
  const refuse = (field: string, value: unknown, reason: string, option: string) =>
    problems.add(field, value, `must be omitted: ${reason}`, `Remove ${option}`);
  if (planBranch !== undefined && system !== "gitlab")
    refuse(
      "planBranch",
      planBranch,
      "GitHub and Azure DevOps plan every pull request of the repository",
      "--plan-branch",
    );
  if (planBranch === branch)
    problems.add(
      "planBranch",
      planBranch,
      "must differ from the branch that is deployed",
      "Name the protected branch that merge requests come from",
    );
  if (image !== undefined && system !== "gitlab")
    refuse("image", image, "the jobs of GitHub and Azure DevOps run on virtual machines of the system", "--image");
  if (sessionHours !== undefined && system === "gitlab")
    refuse("sessionHours", sessionHours, "on GitLab, Terraform renews its session on AWS itself", "--session-hours");
  if (sessionHours !== undefined && environments.every(({ cloud }) => cloud !== "aws"))
    refuse("sessionHours", sessionHours, "no environment is on AWS", "--session-hours");
  return problems.all;
}

/** What the row of a prod environment says that a deploy has no approval. */
function checkApproval({ environments, approval }: PipelineRequest): Problems["all"] {
  if (approval === undefined) return [];
  return environments
    .filter(({ name, isProd }) => isProd && !approval.includes(name))
    .flatMap(({ name }) => {
      const problems = new Problems(name);
      problems.add(
        "approval",
        approval,
        "a deploy of a prod environment must be approved by a person",
        `Add ${name} to --approval, or omit --approval`,
      );
      return problems.all;
    });
}

/** @throws ValidationError with everything for which no pipeline can be rendered */
export function checkPipeline(system: PipelineSystem, request: PipelineRequest, branch: string): void {
  const { environments, approval = [], sessionHours } = request;
  const pipeline = new Problems("pipeline");
  checkSettings(pipeline, REQUEST, { environments: environments.map(({ name }) => name), approval, sessionHours });
  const found = environments.flatMap((environment) => {
    const problems = new Problems(environment.name);
    checkSettings(problems, ENVIRONMENT, environment);
    return problems.all;
  });
  const all = [...pipeline.all, ...checkSystem(system, request, branch), ...found, ...checkApproval(request)];
  if (all.length > 0) throw new ValidationError(all);
}

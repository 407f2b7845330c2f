import { renderAzureDevops } from "./azure-devops";
import { checkPipeline, type PipelineRequest } from "./checks";
import { renderGithub } from "./github";
import { renderGitlab } from "./gitlab";
import type { Pipeline, PipelineSystem, RenderedFile } from "./pipeline";

export type { PipelineRequest } from "./checks";
export { pipelineEnvironment, TTL_TAG, type PipelineEnvironment } from "./environment";
export { SYSTEMS, type PipelineSystem, type RenderedFile } from "./pipeline";
export { SNOWFLAKE_AUTHS, type SnowflakeAuth } from "./snowflake";
export { isDay, isExpired } from "./ttl";

const RENDERERS: Readonly<Record<PipelineSystem, (pipeline: Pipeline) => RenderedFile[]>> = {
  github: renderGithub,
  gitlab: renderGitlab,
  "azure-devops": renderAzureDevops,
};

/** The branch that is deployed, unless another is given. */
export const DEFAULT_BRANCH = "main";
/** Hours of a session on AWS, unless others are given: what a role allows by default. */
const DEFAULT_SESSION_HOURS = 1;
/** Image of GitLab's jobs, unless another is given. The tag moves. */
const DEFAULT_IMAGE = "node:22-bookworm";

/**
 * The files of a pipeline that plans, deploys and watches over environments.
 * @throws ValidationError with every reason why there is no safe pipeline for these environments
 */
export function renderPipelines(
  system: PipelineSystem,
  request: PipelineRequest,
  branch = DEFAULT_BRANCH,
): RenderedFile[] {
  checkPipeline(system, request, branch);
  const { environments, approval, snowflakeAuth = "workload-identity", planBranch, sessionHours, image } = request;
  const command = [
    "mlops ci",
    system,
    ...environments.map(({ name }) => name),
    ...(approval === undefined ? [] : ["--approval", ...approval]),
    ...(branch === DEFAULT_BRANCH ? [] : ["--branch", branch]),
    ...(snowflakeAuth === "workload-identity" ? [] : ["--snowflake-auth", snowflakeAuth]),
    ...(planBranch === undefined ? [] : ["--plan-branch", planBranch]),
    ...(sessionHours === undefined ? [] : ["--session-hours", String(sessionHours)]),
    ...(image === undefined ? [] : ["--image", image]),
  ].join(" ");
  return RENDERERS[system]({
    environments,
    needsApproval: ({ name, isProd }) => approval?.includes(name) ?? isProd,
    branch,
    snowflakeAuth,
    planBranch,
    sessionHours: sessionHours ?? DEFAULT_SESSION_HOURS,
    image: image ?? DEFAULT_IMAGE,
    header: `Written by \`${command}\`. Write it again when an environment changes; docs/ci-cd.md explains it.`,
  });
}

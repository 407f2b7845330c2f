import { CiSystem } from "../../core/ci-access/settings";
import { CiPurpose, ciEnvironments, ciSubjects, type ResolvedCiRepository } from "../../core/ci-access/subjects";

const list = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(", ")}]`;

/** The longest attribute condition. @see https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers */
export const LONGEST_CONDITION = 4096;

/**
 * Which tokens of the issuer the pool accepts at all, as a CEL expression. The issuers of GitHub and GitLab serve everybody: Google Cloud
 * refuses a provider for them without a condition.
 * @see https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions
 */
export function attributeCondition(settings: ResolvedCiRepository, environments: readonly string[]): string {
  const { system, repository, branch, planBranch } = settings;
  const purposes = Object.values(CiPurpose);
  // Jobs of requests, and those of the branch that is deployed.
  const requests = environments.flatMap((name) => ciEnvironments(name, CiPurpose.PLAN).slice(0, 1));
  const others = environments
    .flatMap((name) => purposes.flatMap((purpose) => ciEnvironments(name, purpose)))
    .filter((name) => !requests.includes(name));
  const inside = (names: readonly string[]) => `assertion.environment in ${list(names)}`;
  switch (system) {
    case CiSystem.GITHUB: {
      // A pull request has a ref of its own, so that its environment has reviewers instead.
      const ofBranch = `(${inside(others)} && assertion.ref == 'refs/heads/${branch}')`;
      return `${ofRepository(repository)} && (${inside(requests)} || ${ofBranch})`;
    }
    case CiSystem.GITLAB: {
      const ofProject = `assertion.project_path == '${repository}' && assertion.ref_type == 'branch'`;
      const ofBranch = `${inside(others)} && assertion.ref == '${branch}'`;
      if (planBranch === undefined) return `${ofProject} && ${ofBranch}`;
      return `${ofProject} && ((${inside(requests)} && assertion.ref == '${planBranch}') || (${ofBranch}))`;
    }
    case CiSystem.AZURE_DEVOPS: {
      const subjects = environments.flatMap((name) => purposes.flatMap((each) => ciSubjects(settings, name, each)));
      return `assertion.sub in ${list(subjects)}`;
    }
  }
}

/** The claims of GitHub's tokens have names and IDs apart. */
function ofRepository(repository: string): string {
  const [, ownerId, id] = /@(\d+)\/.*@(\d+)$/.exec(repository) ?? [];
  const ids =
    id === undefined
      ? ""
      : ` && assertion.repository_owner_id == '${ownerId ?? ""}' && assertion.repository_id == '${id}'`;
  return `assertion.repository == '${repository.replace(/@\d+/g, "")}'${ids}`;
}

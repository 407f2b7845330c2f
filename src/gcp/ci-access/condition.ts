import { CiSystem } from "../../core/ci-access/settings";
import { CiPurpose, ciEnvironments, ciSubjects, type ResolvedCiRepository } from "../../core/ci-access/subjects";

const list = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(", ")}]`;

/**
 * Which tokens of the issuer the pool accepts at all, as a CEL expression. The issuers of GitHub and GitLab serve everybody: Google Cloud
 * refuses a provider for them without a condition.
 * @see https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions
 */
export function attributeCondition(settings: ResolvedCiRepository, environments: readonly string[]): string {
  const { system, repository, branch } = settings;
  const purposes = Object.values(CiPurpose);
  switch (system) {
    case CiSystem.GITHUB: {
      const names = environments.flatMap((name) => purposes.flatMap((purpose) => ciEnvironments(name, purpose)));
      return `assertion.repository == '${repository}' && assertion.environment in ${list(names)}`;
    }
    case CiSystem.GITLAB:
      return `assertion.project_path == '${repository}' && assertion.ref_type == 'branch' && assertion.ref == '${branch}'`;
    case CiSystem.AZURE_DEVOPS: {
      const subjects = environments.flatMap((name) => purposes.flatMap((each) => ciSubjects(settings, name, each)));
      return `assertion.sub in ${list(subjects)}`;
    }
  }
}

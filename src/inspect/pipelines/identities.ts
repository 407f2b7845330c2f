import { CiPurpose, ciEnvironments } from "../../core/ci-access/subjects";

/**
 * Who a job is, by its purpose: an environment of GitHub or GitLab, a service connection of Azure DevOps. The variables of the job come
 * from there, and the clouds trust tokens that name it (docs/deploy-identities.md).
 */
export interface Identities {
  /** Plans a pull request. On GitHub and Azure DevOps a reviewer has read the code that gets the identity. */
  readonly plan: string;
  /** Plans the main branch, before a deploy and at night: the same rights, without a person. */
  readonly planMain: string;
  /** Deploys and destroys. */
  readonly deploy: string;
}

/** The identities of an environment, as the clouds' trust names them. */
export function identitiesOf(name: string): Identities {
  const [plan = name, planMain = name] = ciEnvironments(name, CiPurpose.PLAN);
  const [deploy = name] = ciEnvironments(name, CiPurpose.DEPLOY);
  return { plan, planMain, deploy };
}

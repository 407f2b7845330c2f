import { CiPurpose } from "../../core/ci-access/subjects";

/** `mlops-aws-dev-plan`. */
export function roleName(prefix: string, environment: string, purpose: CiPurpose): string {
  return `${prefix}-${environment}-${purpose}`;
}

/** The longer one of the names of an environment's roles. */
export function longestRoleName(prefix: string, environment: string): string {
  return roleName(prefix, environment, CiPurpose.DEPLOY);
}

import { CiSystem } from "../../core/ci-access/settings";
import { CiPurpose, ciEnvironments, ciSubjects, type ResolvedCiRepository } from "../../core/ci-access/subjects";
import { isEntraIssuer } from "../../core/ci-access/entra-issuer";

/**
 * What a pool knows of a token. GitLab's subjects name no environment, so that the mapped one does. Entra's are longer than a mapped
 * subject may be: organization and service connection remain.
 * @see https://cloud.google.com/iam/docs/workload-identity-federation#mapping
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 */
export function attributeMapping({ system, issuer }: ResolvedCiRepository): Record<string, string> {
  if (system === CiSystem.GITLAB)
    return {
      "google.subject": "assertion.sub + ':environment:' + assertion.environment",
      // For audit logs, and for conditions of your own.
      "attribute.environment": "assertion.environment",
      "attribute.environment_protected": "assertion.environment_protected",
    };
  return { "google.subject": isEntraIssuer(issuer) ? `assertion.sub.split('${CONNECTION}')[1]` : "assertion.sub" };
}

const CONNECTION = "/sc/";

/** The subjects of the tokens that may use an account, as the pool maps them; each exact. */
export function mappedSubjects(settings: ResolvedCiRepository, environment: string, purpose: CiPurpose): string[] {
  const subjects = ciSubjects(settings, environment, purpose);
  if (settings.system === CiSystem.GITLAB) {
    // Without a second branch no merge request is planned.
    const environments = ciEnvironments(environment, purpose).slice(-subjects.length);
    return environments.map((name, index) => `${subjects[index] ?? ""}:environment:${name}`);
  }
  return isEntraIssuer(settings.issuer) ? subjects.map((subject) => subject.split(CONNECTION)[1] ?? subject) : subjects;
}

import { ProjectService } from "@cdktf/provider-google/lib/project-service";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { CiSystem } from "../../core/ci-access/settings";
import { CiPurpose, ciEnvironments, ciSubjects, resolveCiRepository } from "../../core/ci-access/subjects";
import { ciVariableLines, type CiVariables } from "../../platform/ci-access/variables";
import { GcpProject } from "../project";
import { CI_ACCESS } from "./checks";
import { CI_SERVICES } from "./defaults";
import { CiIdentity } from "./identity";
import type { CiAccessSettings } from "./settings";
import { CiTrust } from "./trust";

export interface CiAccessProps extends CiAccessSettings {
  /** Beginning of the names: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
}

/**
 * The identities of a platform's pipelines on Google Cloud, without stored keys: a workload identity pool for the tokens of one repository,
 * and for each environment the service accounts `<prefix>-<environment>-plan`, which reads, and `<prefix>-<environment>-deploy`. Only jobs
 * whose token has the whole subject act as them. Use it in a separate stack, which an owner of the project deploys.
 * @see https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
 */
export class CiAccess extends Construct {
  /** Lines for the variables of the pipeline. */
  public readonly pipelineVariables: string;

  /** @throws ValidationError for a wildcard, an issuer of another system, a role of a plan that writes, or a name that Google Cloud would reject */
  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    checkOnce(this, props, CI_ACCESS);
    const { prefix, environments } = props;
    const repository = resolveCiRepository(props);
    const dependsOn = CI_SERVICES.map(
      (name) => new ProjectService(this, name, { service: `${name}.googleapis.com`, disableOnDestroy: false }),
    );
    const trust = new CiTrust(this, "Trust", {
      prefix,
      repository,
      environments: environments.map(({ name }) => name),
      dependsOn,
    });
    const isGitLab = repository.system === CiSystem.GITLAB;

    const lines = environments.flatMap(({ name: environment, planRoles, deployRoles }) =>
      [CiPurpose.PLAN, CiPurpose.DEPLOY].flatMap((purpose): CiVariables[] => {
        const subjects = ciSubjects(repository, environment, purpose);
        const identity = new CiIdentity(this, `${environment}-${purpose}`, {
          name: `${prefix}-${environment}-${purpose}`,
          description: `Pipelines of ${environment}: ${purpose}`,
          principals: Object.fromEntries(subjects.map((subject) => [subject, trust.principal(subject)])),
          roles: purpose === CiPurpose.PLAN ? planRoles : deployRoles,
          dependsOn,
        });
        const variables = {
          GCP_WORKLOAD_IDENTITY_PROVIDER: trust.providerName,
          GCP_SERVICE_ACCOUNT: identity.email,
          GOOGLE_PROJECT: GcpProject.of(this).projectId,
          ...(isGitLab ? { GCP_WORKLOAD_IDENTITY_AUDIENCE: `https://iam.googleapis.com/${trust.providerName}` } : {}),
        };
        return ciEnvironments(environment, purpose).map((name) => ({ environment: name, variables }));
      }),
    );
    this.pipelineVariables = ciVariableLines(lines);
  }
}

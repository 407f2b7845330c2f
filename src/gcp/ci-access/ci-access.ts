import { ProjectService } from "@cdktf/provider-google/lib/project-service";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { CiPurpose, resolveCiRepository } from "../../core/ci-access/subjects";
import { GcpProject } from "../project";
import { CI_ACCESS } from "./checks";
import { CI_SERVICES } from "./defaults";
import { CiIdentity } from "./identity";
import type { CiServiceAccounts } from "./interface";
import { mappedSubjects } from "./principals";
import type { CiAccessSettings, CiRole } from "./settings";
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
  /** Full name of the provider of the pool, with the project's number. */
  public readonly providerName: string;
  public readonly serviceAccounts: CiServiceAccounts[];

  /** @throws ValidationError for a wildcard, an issuer of another system, a role of a plan that writes, or a name that Google Cloud would reject */
  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    checkOnce(this, props, CI_ACCESS);
    const { prefix, environments } = props;
    const repository = resolveCiRepository(props);
    // One for all accounts.
    GcpProject.of(this);
    const dependsOn = CI_SERVICES.map(
      (name) => new ProjectService(this, name, { service: `${name}.googleapis.com`, disableOnDestroy: false }),
    );
    const trust = new CiTrust(this, "Trust", {
      prefix,
      repository,
      environments: environments.map(({ name }) => name),
      dependsOn,
    });
    const email = (within: Construct, environment: string, purpose: CiPurpose, roles: CiRole[]): string => {
      const subjects = mappedSubjects(repository, environment, purpose);
      return new CiIdentity(within, purpose === CiPurpose.PLAN ? "Plan" : "Deploy", {
        name: `${prefix}-${environment}-${purpose}`,
        description: `Pipelines of ${environment}: ${purpose}`,
        principals: Object.fromEntries(subjects.map((subject) => [subject, trust.principal(subject)])),
        roles,
        dependsOn,
      }).email;
    };
    this.providerName = trust.providerName;
    this.serviceAccounts = environments.map(({ name, planRoles, deployRoles }) => {
      const within = new Construct(this, name);
      return {
        environment: name,
        planServiceAccount: email(within, name, CiPurpose.PLAN, planRoles),
        deployServiceAccount: email(within, name, CiPurpose.DEPLOY, deployRoles),
      };
    });
  }
}

import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { CiPurpose } from "../../core/ci-access/subjects";
import { OptionalBindings } from "../optional-bindings";
import { CI_ACCESS } from "./checks";
import { resolveCiAccess, type ResolvedCiAccess } from "./defaults";
import type { CiRoles } from "./interface";
import { roleName } from "./names";
import { CiRole } from "./role";
import type { CiAccessSettings, CiEnvironmentSettings } from "./settings";
import { audienceOf, ciTrust } from "./trust";

export interface CiAccessProps extends CiAccessSettings {
  /** Beginning of the names: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** Tags of roles, policies and provider. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * The roles that pipelines assume with the tokens of their jobs, without a stored key: for each environment `<prefix>-<name>-plan`, which only
 * reads, and `<prefix>-<name>-deploy`. A role trusts the exact subjects of one repository and one environment. On GitLab, whose subjects name
 * no environment, it trusts the jobs of one branch.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export class CiAccess extends Construct {
  /** ARN of the OIDC provider. */
  public readonly oidcProviderArn: string;
  /** The roles of each environment. */
  public readonly roles: CiRoles[];

  /** @throws ValidationError for a wildcard, an issuer that does not fit the system, or a policy that AWS would reject */
  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    checkOnce(this, props, CI_ACCESS);
    const settings = resolveCiAccess(props);
    this.oidcProviderArn = settings.oidcProviderArn ?? this.provider(settings, props.tags);
    this.roles = settings.environments.map((environment) => this.rolesOf(environment, settings, props));
  }

  /** IAM verifies the issuer's certificate by its own list of authorities, so that no thumbprint is needed. */
  private provider(settings: ResolvedCiAccess, tags: Record<string, string> | undefined): string {
    const { IamOpenidConnectProvider } = OptionalBindings.iamOpenidConnectProvider();
    return new IamOpenidConnectProvider(this, "Resource", {
      url: settings.issuer,
      clientIdList: [audienceOf(settings)],
      tags,
    }).arn;
  }

  private rolesOf(environment: CiEnvironmentSettings, settings: ResolvedCiAccess, props: CiAccessProps): CiRoles {
    const { name, planPolicies, deployPolicies } = environment;
    const { permissionsBoundaryArn, sessionHours } = settings;
    const scope = new Construct(this, name);
    const role = (purpose: CiPurpose, policies: string[]) =>
      new CiRole(scope, purpose === CiPurpose.PLAN ? "Plan" : "Deploy", {
        name: roleName(props.prefix, name, purpose),
        description: `Pipelines of ${settings.repository}: ${purpose} of ${name}`,
        trust: ciTrust(settings, this.oidcProviderArn, name, purpose),
        policies,
        permissionsBoundaryArn,
        sessionHours,
        tags: props.tags,
      }).roleArn;
    return {
      environment: name,
      planRoleArn: role(CiPurpose.PLAN, planPolicies),
      deployRoleArn: role(CiPurpose.DEPLOY, deployPolicies),
    };
  }
}

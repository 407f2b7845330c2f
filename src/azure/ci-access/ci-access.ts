import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { CiPurpose, ciSubjects, resolveCiRepository } from "../../core/ci-access/subjects";
import { DEFAULT_LOCATION } from "../defaults";
import { AzureSubscription } from "../subscription";
import { CI_ACCESS } from "./checks";
import { CiIdentity } from "./identity";
import type { CiIdentities } from "./interface";
import type { CiAccessSettings, CiRole } from "./settings";

export interface CiAccessProps extends CiAccessSettings {
  /** Beginning of the names: 2 to 20 lower-case letters, digits and single hyphens. */
  readonly prefix: string;
  /** Location of the identities, for instance `westeurope`. @default - "westeurope" */
  readonly location?: string;
  /** Tags of resource group and identities. @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * The identities of a platform's pipelines on Azure, without stored keys, in a resource group of their own, `<prefix>-ci`: for each
 * environment `<prefix>-<environment>-plan`, which reads, and `<prefix>-<environment>-deploy`. Entra exchanges the token of a job for one
 * of theirs when issuer, audience and the whole subject are as expected. Use it in a separate stack, which an administrator deploys.
 * @see https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation
 */
export class CiAccess extends Construct {
  public readonly identities: CiIdentities[];

  /** @throws ValidationError for a wildcard, an issuer of another system, a role of a plan that writes, or a name that Azure would reject */
  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    checkOnce(this, props, CI_ACCESS);
    const { prefix, location = DEFAULT_LOCATION, tags, environments } = props;
    const repository = resolveCiRepository(props);
    // One for all identities.
    AzureSubscription.of(this);
    const group = new ResourceGroup(this, "ResourceGroup", { name: `${prefix}-ci`, location, tags });

    const identity = (within: Construct, environment: string, purpose: CiPurpose, roles: CiRole[]): CiIdentity =>
      new CiIdentity(within, purpose === CiPurpose.PLAN ? "Plan" : "Deploy", {
        name: `${prefix}-${environment}-${purpose}`,
        resourceGroupName: group.name,
        location,
        issuer: repository.issuer,
        subjects: ciSubjects(repository, environment, purpose),
        roles,
        tags,
      });
    this.identities = environments.map(({ name, planRoles, deployRoles }) => {
      const within = new Construct(this, name);
      const { clientId: planClientId } = identity(within, name, CiPurpose.PLAN, planRoles);
      const deploy = identity(within, name, CiPurpose.DEPLOY, deployRoles);
      return { environment: name, planClientId, deployClientId: deploy.clientId, deployObjectId: deploy.principalId };
    });
  }
}

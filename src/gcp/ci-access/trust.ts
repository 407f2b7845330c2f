import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CiSystem } from "../../core/ci-access/settings";
import { ciConnectionAudience, type ResolvedCiRepository } from "../../core/ci-access/subjects";
import { OptionalBindings } from "../optional-bindings";
import { attributeCondition } from "./condition";
import { attributeMapping } from "./principals";

export interface CiTrustProps {
  readonly prefix: string;
  readonly repository: ResolvedCiRepository;
  /** Names of the platform's environments. */
  readonly environments: string[];
  readonly dependsOn: ITerraformDependable[];
}

/**
 * The pool of the pipelines' identities, with one provider of tokens.
 * @see https://cloud.google.com/iam/docs/workload-identity-federation
 */
export class CiTrust extends Construct {
  /** Full name of the provider, with the project's number. */
  public readonly providerName: string;
  private readonly poolName: string;

  constructor(scope: Construct, id: string, { prefix, repository, environments, dependsOn }: CiTrustProps) {
    super(scope, id);
    const { IamWorkloadIdentityPool } = OptionalBindings.iamWorkloadIdentityPool();
    const { IamWorkloadIdentityPoolProvider } = OptionalBindings.iamWorkloadIdentityPoolProvider();
    // A pool that is deleted keeps its ID for 30 days.
    const suffix = new Id(this, "Suffix", { byteLength: 4 });
    const pool = new IamWorkloadIdentityPool(this, "Resource", {
      workloadIdentityPoolId: `${prefix}-${suffix.hex}`,
      displayName: `${prefix} pipelines`,
      description: `Pipelines of ${repository.repository}`.slice(0, 256),
      dependsOn,
    });
    const provider = new IamWorkloadIdentityPoolProvider(this, "Provider", {
      workloadIdentityPoolId: pool.workloadIdentityPoolId,
      workloadIdentityPoolProviderId: repository.system,
      attributeMapping: attributeMapping(repository),
      attributeCondition: attributeCondition(repository, environments),
      oidc: {
        issuerUri: repository.issuer,
        // By default it is the provider's own name.
        ...(repository.system === CiSystem.AZURE_DEVOPS
          ? { allowedAudiences: [ciConnectionAudience(repository)] }
          : {}),
      },
    });
    this.poolName = pool.name;
    this.providerName = provider.name;
  }

  /** The one identity that tokens with a mapped subject have. @see https://cloud.google.com/iam/docs/principal-identifiers */
  public principal(subject: string): string {
    return `principal://iam.googleapis.com/${this.poolName}/subject/${subject}`;
  }
}

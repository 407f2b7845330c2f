import { Testing } from "cdktf";
import { AzureCiStack, type AzureCiStackProps, type CiRole } from "../../../src/azure";
import { azureRolesFor } from "../../../src/inspect/policy/azure";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { azureDevStack } from "../../inspect/stack";

export const REPOSITORY = "my-org/my-platform";

/** What `mlops policy azure-dev` lists. */
export const rolesOf = (purpose: Purpose): CiRole[] => azureRolesFor(azureDevStack(), purpose).roles;

/** The identities of the pipelines of azure-dev. */
export function ciStack(props: Partial<AzureCiStackProps> = {}): AzureCiStack {
  const environment = {
    name: "azure-dev",
    planRoles: rolesOf(Purpose.PLAN),
    deployRoles: rolesOf(Purpose.DEPLOY),
  };
  return new AzureCiStack(Testing.app(), {
    name: "azure-ci",
    repository: REPOSITORY,
    environments: [environment],
    ...props,
  });
}

import { Testing } from "cdktf";
import { GcpCiStack, type CiRole, type GcpCiStackProps } from "../../../src/gcp";
import { gcpRolesFor } from "../../../src/inspect/policy/gcp";
import { Purpose } from "../../../src/inspect/policy/purpose";
import { gcpDevStack } from "../../inspect/stack";

export const REPOSITORY = "my-org/my-platform";

/** What `mlops policy gcp-dev` lists. */
export const rolesOf = (purpose: Purpose): CiRole[] => gcpRolesFor(gcpDevStack(), purpose).roles;

/** The identities of the pipelines of gcp-dev. */
export function ciStack(props: Partial<GcpCiStackProps> = {}): GcpCiStack {
  const environment = { name: "gcp-dev", planRoles: rolesOf(Purpose.PLAN), deployRoles: rolesOf(Purpose.DEPLOY) };
  return new GcpCiStack(Testing.app(), {
    name: "gcp-ci",
    repository: REPOSITORY,
    environments: [environment],
    ...props,
  });
}

import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { dependenciesFor } from "../../core/dependencies";
import { useBetaProvider } from "../beta-provider";
import type { GcpComponentProps } from "../component";
import { KeyGrant } from "../key-grant";
import { OptionalBindings } from "../optional-bindings";
import { serviceAgentEmail } from "../project-addresses";
import type { DatabaseSettings } from "./settings";

/** What must exist before the instance: the enabled services, and the use of the key by Cloud SQL. */
export function instanceDependencies(
  scope: Construct,
  { services, encryptionKeyId }: GcpComponentProps & DatabaseSettings,
): ITerraformDependable[] | undefined {
  const enabled = dependenciesFor(scope, services?.dependencies);
  if (encryptionKeyId === undefined) return enabled;
  useBetaProvider(scope);
  const { GoogleProjectServiceIdentity } = OptionalBindings.googleProjectServiceIdentity();
  const agent = new GoogleProjectServiceIdentity(scope, "ServiceAgent", {
    service: "sqladmin.googleapis.com",
    dependsOn: enabled,
  });
  return new KeyGrant(scope, "Key", {
    keyId: encryptionKeyId,
    serviceAgent: serviceAgentEmail(scope, "gcp-sa-cloud-sql"),
    dependsOn: [agent],
  }).dependencies;
}

import { blocks, text, texts } from "../../../simulator/readers";
import type { Facted, Facts } from "../../../simulator/row-facts";
import type { Values } from "../../../simulator/rule";
import { registryOf } from "../../registry";
import { assignmentsOf } from "../identities/access";
import { findById, isForeign, isSame } from "../ids";

const PULL_ROLES = ["AcrPull", "AcrPush", "Contributor", "Owner"];

/** The app's own identities that an identity of a registry or a secret means: `System`, or the id of one that was made. */
function ownIdentities({ values }: Facted, identity: string): Values[] {
  return blocks(values, "identity").filter((each) =>
    identity === "System"
      ? text(each, "type")?.includes("SystemAssigned") === true
      : texts(each, "identity_ids").some((id) => isSame(id, identity)),
  );
}

/** Whether the identity of a registry has a role to pull; one that the account does not know has. */
function mayPull(context: Facted, { identity }: Values): boolean {
  const id = String(identity);
  const own = id === "System" ? ownIdentities(context, id)[0] : findById(context.account, id)?.values;
  const principal = isForeign(context, id) ? undefined : text(own, "principal_id");
  if (principal === undefined) return true;
  return assignmentsOf(context.account, principal).some((each) =>
    PULL_ROLES.includes(String(each.role_definition_name)),
  );
}

/** Of a registry, a secret or a container of an app: what its row asks. Images are pulled when an app is created. */
export const imageFacts: Facts = {
  has_identity: (context, { identity }) => ownIdentities(context, String(identity)).length > 0,
  may_pull: mayPull,
  registry: (_, container) => registryOf(text(container, "image") ?? ""),
  has_registry: ({ values }, container) =>
    blocks(values, "registry").some(({ server }) => isSame(server, registryOf(text(container, "image") ?? ""))),
};

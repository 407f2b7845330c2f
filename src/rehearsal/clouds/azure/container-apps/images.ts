import { blocks, isSet, text, texts } from "../../../simulator/readers";
import type { CreateContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { hasRole } from "../authorization/role-assignments";
import { registryOf } from "../../registry";
import { findById, isForeign, isSame } from "../ids";
import { containersOf } from "./template";

/** Registries that hand out no image to a caller without credentials. */
const PRIVATE = /(\.azurecr\.io|\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com|\.pkg\.dev)$/;
const PULL_ROLES = ["AcrPull", "AcrPush", "Contributor", "Owner"];

/** An identity that a registry or a secret is reached with must be the app's own; its principal, where the account knows it. */
function needIdentity(context: CreateContext, identity: string, what: string): string | undefined {
  const { account, values } = context;
  const own = blocks(values, "identity");
  if (identity === "System") {
    if (!own.some((each) => text(each, "type")?.includes("SystemAssigned") === true))
      refuse(`InvalidIdentity: ${what} uses the app's system identity, and the app has none.`, "identity");
    return own.map((each) => text(each, "principal_id")).find((id) => id !== undefined);
  }
  if (!own.some((each) => texts(each, "identity_ids").some((id) => isSame(id, identity))))
    refuse(`InvalidIdentity: the identity ${identity} of ${what} must also be in identity.identity_ids.`, "identity");
  return isForeign(context, identity) ? undefined : text(findById(account, identity)?.values, "principal_id");
}

function checkRegistry(context: CreateContext, registry: Values): void {
  const server = text(registry, "server") ?? "";
  const identity = text(registry, "identity");
  const [user, secret] = [text(registry, "username"), text(registry, "password_secret_name")];
  const invalid = (message: string): never =>
    refuse(`invalid registry config for ${String(context.values.id)}: ${message}`, "registry");
  if (identity !== undefined && (user ?? secret) !== undefined)
    invalid("identity and username/password_secret_name are mutually exclusive");
  if (identity === undefined && (user ?? secret) === undefined)
    invalid("must supply either identity or username/password_secret_name");
  if (identity === undefined && (user === undefined || secret === undefined))
    invalid("must supply both username and password_secret_name");
  if (secret !== undefined && !blocks(context.values, "secret").some((each) => each.name === secret))
    refuse(
      `ContainerAppSecretRefNotFound: SecretRef '${secret}' defined for registry server '${server}' not found.`,
      "registry",
    );
  if (identity === undefined) return;
  const principal = needIdentity(context, identity, `registry ${server}`);
  if (principal !== undefined && server.endsWith(".azurecr.io") && !hasRole(context, principal, PULL_ROLES))
    refuse(
      `InvalidParameterValueInContainerTemplate: unable to pull image using Managed identity ${identity} for registry ${server}: UNAUTHORIZED: it has no role AcrPull.`,
      "registry",
    );
}

/** Images are pulled when an app is created: without a registry block for their server, anonymously. */
export function checkImages(context: CreateContext, template: Values): void {
  const registries = blocks(context.values, "registry");
  for (const registry of registries) checkRegistry(context, registry);
  for (const container of containersOf(template)) {
    const image = text(container, "image") ?? "";
    const server = registryOf(image);
    if (PRIVATE.test(server) && !registries.some((registry) => isSame(registry.server, server)))
      refuse(
        `InvalidParameterValueInContainerTemplate: The following field(s) are either invalid or missing. Field 'template.containers.${String(container.name)}.image' is invalid with details: 'Invalid value: "${image}": GET https://${server}/v2/: UNAUTHORIZED: authentication required'`,
        "template",
      );
  }
}

/** A secret of Key Vault is read with an identity of the app. */
export function checkSecrets(context: CreateContext): void {
  const seen = new Set<string>();
  for (const secret of blocks(context.values, "secret")) {
    const name = text(secret, "name") ?? "";
    if (seen.has(name)) refuse(`ContainerAppDuplicateSecret: two secrets have the name '${name}'.`, "secret");
    seen.add(name);
    const identity = text(secret, "identity");
    if (isSet(secret, "key_vault_secret_id") && identity !== undefined)
      needIdentity(context, identity, `secret ${name}`);
  }
}

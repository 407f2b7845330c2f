import { block, number, text } from "../../../simulator/readers";
import type { Facted, Facts } from "../../../simulator/row-facts";
import type { Acts } from "../../../simulator/row-rule";
import { UNKNOWN, type Values } from "../../../simulator/rule";
import { findById, isForeign, parentId } from "../ids";
import { isLinked } from "../network/dns";
import { usersOf } from "../network/networks";
import tiers from "./tiers.json";

/** The tiers of a size of storage, the default first. */
function tiersOf(size: number): readonly string[] {
  return (tiers as Readonly<Record<string, readonly string[] | undefined>>)[String(size)] ?? [];
}

/** The subnet of a server, with its private zone, where the account knows it. */
function subnetOf(context: Facted): string | undefined {
  const id = text(context.values, "delegated_subnet_id");
  const isPrivate = id !== undefined && text(context.values, "private_dns_zone_id") !== undefined;
  return isPrivate && !isForeign(context, id) ? id : undefined;
}

/** @see https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-private */
const facts: Facts = {
  subnet_user: (context) =>
    usersOf(context, subnetOf(context) ?? "").find((user) => !user.startsWith(`${context.type} `)),
  zone_name: ({ account }, values) => text(findById(account, String(values.private_dns_zone_id))?.values, "name"),
  is_own_zone: ({ account }, values) =>
    findById(account, String(values.private_dns_zone_id))?.values.name ===
    `${String(values.name)}.postgres.database.azure.com`,
  unlinked_subnet: (context, { private_dns_zone_id: zone }) => {
    const id = subnetOf(context);
    return id === undefined || isLinked(context.account, zone, parentId(id)) ? undefined : id;
  },
  /** Whether an update leaves the burstable tier and adds the standby at once. */
  grows_at_once: ({ prior = {} }, values) =>
    /^B_/.test(text(prior, "sku_name") ?? "") &&
    block(prior, "high_availability") === undefined &&
    block(values, "high_availability") !== undefined,
  // Only an exchange with the standby's is a change that Azure makes.
  moved_zone: ({ prior = {} }, values) => {
    const [before, after] = [text(prior, "zone"), text(values, "zone")];
    const standby = (of: Values) => text(block(of, "high_availability"), "standby_availability_zone");
    const isExchanged = standby(prior) === after && standby(values) === before;
    return before === undefined || before === after || isExchanged ? undefined : before;
  },
};

export const postgresqlActs: Readonly<Record<string, Acts>> = {
  azurerm_postgresql_flexible_server: {
    facts,
    plan: ({ prior, planned, config, error }) => {
      const isNew = planned.storage_mb === UNKNOWN && prior === undefined;
      const size = number(planned, "storage_mb") ?? (isNew ? 32768 : undefined);
      if (size === undefined) return;
      const allowed = tiersOf(size);
      const tier = text(config, "storage_tier");
      if (tier === undefined) planned.storage_tier = allowed[0] ?? "P4";
      else if (!allowed.includes(tier))
        error(
          `invalid 'storage_tier' "${tier}" for defined 'storage_mb' size '${size}', expected one of [${allowed.map((each) => `"${each}"`).join(" ")}]`,
          "storage_tier",
        );
    },
    create: ({ values }) => {
      // Azure picks a zone where none is asked for, and the provider reads it: a plan without `zone` is never empty.
      values.zone ??= "1";
      const availability = block(values, "high_availability");
      if (availability !== undefined) availability.standby_availability_zone ??= values.zone === "1" ? "2" : "1";
    },
  },
};

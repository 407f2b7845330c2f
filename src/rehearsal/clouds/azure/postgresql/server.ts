import { block, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import {
  UNKNOWN,
  type CreateContext,
  type PlanContext,
  type UpdateContext,
  type Values,
} from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { findById, isForeign, parentId } from "../ids";
import { isLinked } from "../network/dns";
import { usersOf } from "../network/networks";
import tiers from "./tiers.json";

const ZONE_SUFFIX = ".postgres.database.azure.com";

/** The tiers of a size of storage, the default first. */
function tiersOf(size: number): readonly string[] {
  return (tiers as Readonly<Record<string, readonly string[] | undefined>>)[String(size)] ?? [];
}

function plan(context: PlanContext): void {
  const { prior, planned, config, error } = context;
  const size =
    number(planned, "storage_mb") ?? (planned.storage_mb === UNKNOWN && prior === undefined ? 32768 : undefined);
  if (size !== undefined) {
    const allowed = tiersOf(size);
    const tier = text(config, "storage_tier");
    if (tier === undefined) planned.storage_tier = allowed[0] ?? "P4";
    else if (!allowed.includes(tier))
      error(
        `invalid 'storage_tier' "${tier}" for defined 'storage_mb' size '${size}', expected one of [${allowed.map((each) => `"${each}"`).join(" ")}]`,
        "storage_tier",
      );
  }
}

/** @see https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-private */
function checkNetwork(context: CreateContext): void {
  const { account, values } = context;
  const subnetId = text(values, "delegated_subnet_id");
  const zoneId = text(values, "private_dns_zone_id");
  if (subnetId === undefined || zoneId === undefined) return;
  if (isForeign(context, subnetId)) return;
  const [other] = usersOf(context, subnetId).filter((user) => !user.startsWith("azurerm_postgresql_flexible_server "));
  if (other !== undefined) refuse(`SubnetInUse: The subnet ${subnetId} is used by ${other}.`, "delegated_subnet_id");
  const zone = text(findById(account, zoneId)?.values, "name") ?? "";
  if (zone === `${String(values.name)}${ZONE_SUFFIX}`)
    refuse(
      `PrivateDnsZoneNameNotValid: The private DNS zone name ${zone} is not valid. It can not be server name plus zone suffix.`,
      "private_dns_zone_id",
    );
  if (!isLinked(account, zoneId, parentId(subnetId)))
    refuse(
      `PrivateDnsZoneNotLinked: The private DNS zone ${zoneId} must be linked to the virtual network of the server's subnet before the server is created.`,
      "private_dns_zone_id",
    );
}

function checkZone({ prior, values }: UpdateContext): void {
  const [before, after] = [text(prior, "zone"), text(values, "zone")];
  const standby = (of: Values) => text(block(of, "high_availability"), "standby_availability_zone");
  if (before !== undefined && before !== after && !(standby(prior) === after && standby(values) === before))
    refuse(
      "`zone` can only be changed when exchanged with the zone specified in `high_availability.0.standby_availability_zone`",
      "zone",
    );
}

export const postgresqlActs: Readonly<Record<string, Acts>> = {
  azurerm_postgresql_flexible_server: {
    plan,
    create: (context) => {
      checkNetwork(context);
      const { values } = context;
      // Azure picks a zone where none is asked for, and the provider reads it: a plan without `zone` is never empty.
      values.zone ??= "1";
      const availability = block(values, "high_availability");
      if (availability !== undefined) availability.standby_availability_zone ??= values.zone === "1" ? "2" : "1";
    },
    update: checkZone,
  },
};

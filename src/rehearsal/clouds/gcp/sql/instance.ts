import { newId } from "../../../simulator/ids";
import { block, blocks, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, UpdateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { agentOf } from "../iam/agents";
import { needKey } from "../kms/keys";
import { addressing, pscOf } from "./applied";

/**
 * Whether Cloud SQL has a custom tier of this size; the rows know the others.
 * @see https://cloud.google.com/sql/docs/postgres/create-instance#machine-types
 */
function isOffered(tier: string): boolean {
  const [, cores = 1, mib = 3840] = /^db-custom-(\d+)-(\d+)$/.exec(tier)?.map(Number) ?? [];
  const gibPerCore = mib / 1024 / cores;
  const isWhole = (cores === 1 || (cores % 2 === 0 && cores <= 96)) && mib % 256 === 0 && mib >= 3840;
  return isWhole && gibPerCore >= 0.9 && gibPerCore <= 6.5;
}

function check(context: CreateContext): void {
  const { values } = context;
  const tier = text(block(values, "settings"), "tier") ?? "";
  if (!isOffered(tier))
    refuse(
      `Error, failed to create instance: googleapi: Error 400: Invalid request: Invalid custom machine type ${tier}: 1 or an even number of vCPUs up to 96, and 0.9 to 6.5 GiB for each of them in steps of 256 MiB, at least 3840 MiB., invalid`,
      "settings",
    );
  needKey(context, text(values, "encryption_key_name"), {
    agent: agentOf("sqladmin.googleapis.com") ?? "",
    location: text(values, "region") ?? "",
    attribute: "encryption_key_name",
  });
}

function create({ account, values }: CreateContext): void {
  // @see https://cloud.google.com/sql/docs/postgres/editions-intro
  const edition = /^POSTGRES_1[6-9]/.test(String(values.database_version)) ? "ENTERPRISE_PLUS" : "ENTERPRISE";
  for (const settings of blocks(values, "settings"))
    fill(settings, { edition, effective_availability_type: settings.availability_type ?? "ZONAL" });
  const ip = addressing(values);
  if (ip === undefined || isTrue(ip, "ipv4_enabled")) {
    const address = `34.76.${Number(newId(account, "ip", "digits", 2))}.${Number(newId(account, "ip", "digits", 2))}`;
    Object.assign(values, { public_ip_address: address, first_ip_address: address });
    values.ip_address = [{ ip_address: address, time_to_retire: "", type: "PRIMARY" }];
  }
  if (pscOf(values) === undefined) return;
  const [region, tenant] = [String(values.region), newId(account, "tenant", "hex", 12)];
  values.psc_service_attachment_link = `projects/${tenant}-tp/regions/${region}/serviceAttachments/a-${tenant}-psc-service-attachment-${newId(account, "psc", "hex", 16)}`;
  values.dns_name = `${tenant}.${newId(account, "dns", "lower", 12)}.${region}.sql.goog.`;
}

function update({ prior, values }: UpdateContext): void {
  const version = (of: Values) => Number(/^POSTGRES_(\d+)/.exec(String(of.database_version))?.[1] ?? 0);
  if (version(values) < version(prior))
    refuse(
      `Error, failed to update instance: googleapi: Error 400: Invalid request: ${String(prior.database_version)} can't be changed to the older ${String(values.database_version)}., invalid`,
      "database_version",
    );
}

/** @see https://cloud.google.com/sql/docs/postgres/delete-instance */
export const instanceActs: Readonly<Record<string, Acts>> = {
  google_sql_database_instance: {
    check,
    create,
    update,
    delete: ({ account, prior }) => {
      const name = String(prior.name);
      if (isTrue(block(account.get("google_sql_database_instance", name), "settings"), "deletion_protection_enabled"))
        refuse(
          `Error, failed to delete instance ${name}: googleapi: Error 400: The instance is protected. Please disable the deletion protection and try again. To disable deletion protection, update the instance settings with deletionProtectionEnabled set to false., invalid`,
          "settings",
        );
      for (const type of ["google_sql_database", "google_sql_user"])
        for (const { id, values } of account.list(type)) if (values.instance === name) account.remove(type, id);
    },
  },
};

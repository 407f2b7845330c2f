import type { Account } from "../../../simulator/account";
import { newId } from "../../../simulator/ids";
import { block, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, UpdateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { agentOf } from "../iam/agents";
import { reserved } from "../ids";
import { needKey } from "../kms/keys";
import { addressing, pscOf } from "./applied";
import { defaultEdition, tierProblem, type Edition } from "./tiers";

function editionOf(values: Values): Edition {
  const given = text(block(values, "settings"), "edition") as Edition | undefined;
  return given ?? defaultEdition(String(values.database_version));
}

function check(context: CreateContext): void {
  const { values } = context;
  const problem = tierProblem(text(block(values, "settings"), "tier") ?? "", editionOf(values));
  if (problem !== undefined)
    refuse(`Error, failed to create instance: googleapi: Error 400: Invalid request: ${problem}, invalid`, "settings");
  needKey(context, text(values, "encryption_key_name"), {
    agent: agentOf("sqladmin.googleapis.com") ?? "",
    location: text(values, "region") ?? "",
    attribute: "encryption_key_name",
  });
}

function create({ account, values }: CreateContext): void {
  const name = String(values.name);
  if (reserved(account, "sql-names").includes(name))
    refuse(
      "Error, failed to create instance: googleapi: Error 409: The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name of the deleted instance until one week from the deletion date., instanceAlreadyExists",
      "name",
    );
  const settings = block(values, "settings");
  if (settings !== undefined)
    fill(settings, {
      edition: editionOf(values),
      version: 1,
      disk_size: 10,
      disk_type: "PD_SSD",
      connector_enforcement: "NOT_REQUIRED",
      effective_availability_type: settings.availability_type ?? "ZONAL",
      user_labels: {},
    });
  const backups = block(settings, "backup_configuration");
  if (backups !== undefined) fill(backups, { start_time: "03:00", transaction_log_retention_days: 7 });
  const insights = block(settings, "insights_config");
  if (insights !== undefined) fill(insights, { query_plans_per_minute: 5 });
  const ip = addressing(values);
  if (ip !== undefined)
    fill(ip, { server_ca_mode: "GOOGLE_MANAGED_INTERNAL_CA", ssl_mode: "ALLOW_UNENCRYPTED_AND_ENCRYPTED" });
  addresses(account, values);
}

function addresses(account: Account, values: Values): void {
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
      reserved(account, "sql-names").push(name);
      for (const type of ["google_sql_database", "google_sql_user"])
        for (const { id, values } of account.list(type)) if (values.instance === name) account.remove(type, id);
    },
  },
};

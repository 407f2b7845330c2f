import type { CreateContext, RuleContext, Values } from "../../simulator/rule";
import {
  addGrant,
  currentRole,
  dropped,
  type GrantedOn,
  hasPrivilege,
  insufficientPrivileges,
  ownerOf,
  removeGrants,
  requireOwnership,
} from "./access";
import { asReadBack, checkApiIntegration, createFromSql } from "./api-integration";
import { exists, find, requireExisting } from "./catalog";
import { objectName, simulatedType } from "./grant-target";
import { alreadyExists, doesNotExist, quoted } from "./names";
import { requirePrivilege } from "./privileges";
import { SqlReader } from "./sql";
import { requireStartable } from "./task";
import { text } from "./values";

/** A row of a query's answer. */
export type Row = Record<string, string>;

const LISTS: Record<string, string> = {
  API_ALLOWED_PREFIXES: "api_allowed_prefixes",
  API_BLOCKED_PREFIXES: "api_blocked_prefixes",
};

const TEXTS: Record<string, string> = {
  API_PROVIDER: "api_provider",
  API_AWS_ROLE_ARN: "api_aws_role_arn",
  API_KEY: "api_key",
  AZURE_TENANT_ID: "azure_tenant_id",
  AZURE_AD_APPLICATION_ID: "azure_ad_application_id",
  GOOGLE_AUDIENCE: "google_audience",
  COMMENT: "comment",
};

/**
 * Runs one statement against the account: API integrations, grants, tasks, and SELECT of a constant.
 * https://docs.snowflake.com/en/sql-reference/sql/alter-api-integration, .../create-api-integration, .../grant-privilege
 * @throws CloudError for a statement, clause or object that the simulated Snowflake does not know
 */
export function execute(context: RuleContext, sql: string): Row[] {
  const reader = new SqlReader(sql);
  if (reader.takes("SELECT")) return select(reader);
  if (reader.takes("CREATE")) create(context, reader);
  else if (reader.takes("ALTER", "TASK")) alterTask(context, reader);
  else if (reader.takes("ALTER")) alterIntegration(context, reader);
  else if (reader.takes("DROP")) dropIntegration(context, reader);
  else if (reader.takes("GRANT")) grant(context, reader, true);
  else if (reader.takes("REVOKE")) grant(context, reader, false);
  else if (reader.takes("DESCRIBE") || reader.takes("DESC")) return describe(context, reader);
  else throw reader.unknown();
  return [];
}

function select(reader: SqlReader): Row[] {
  const value = reader.value();
  if (!/^\d+$/.test(value)) throw reader.unknown();
  reader.end();
  return [{ [value]: value }];
}

function create(context: RuleContext, reader: SqlReader): void {
  const orReplace = reader.takes("OR", "REPLACE");
  reader.expects("API", "INTEGRATION");
  const ifNotExists = reader.takes("IF", "NOT", "EXISTS");
  const name = reader.identifier();
  const values: Values = { name, enabled: false };
  properties(reader, values);
  reader.end();
  const there = exists(context.account, "INTEGRATION", quoted(name));
  if (there && ifNotExists) return;
  if (there && !orReplace) throw alreadyExists(name);
  if (there) drop(context, name);
  const creating: CreateContext = { ...context, config: values, values };
  createFromSql(creating, values);
}

function properties(reader: SqlReader, values: Values): void {
  let count = 0;
  while (!reader.atEnd) {
    reader.takes(",");
    const property = reader.identifier();
    reader.expects("=");
    const list = LISTS[property];
    const single = TEXTS[property];
    if (list !== undefined) values[list] = reader.list();
    else if (single === "api_provider") values[single] = reader.value().toLowerCase();
    else if (single !== undefined) values[single] = reader.value();
    else if (property === "ENABLED") values.enabled = reader.takes("TRUE") || (reader.expects("FALSE"), false);
    else throw reader.unknown(property);
    count += 1;
  }
  if (count === 0) throw reader.unknown();
}

function alterIntegration(context: RuleContext, reader: SqlReader): void {
  reader.takes("API");
  reader.expects("INTEGRATION");
  const ifExists = reader.takes("IF", "EXISTS");
  const name = reader.identifier();
  const held = find(context.account, "INTEGRATION", quoted(name));
  if (held?.type !== "snowflake_api_integration") {
    if (held === undefined && ifExists) return;
    throw doesNotExist("API integration", name);
  }
  requireOwnership(context, "INTEGRATION", quoted(name));
  const changed: Values = { ...held.values };
  if (reader.takes("SET")) properties(reader, changed);
  else {
    reader.expects("UNSET");
    do {
      if (reader.takes("API_BLOCKED_PREFIXES")) changed.api_blocked_prefixes = null;
      else if (reader.takes("COMMENT")) changed.comment = null;
      else if (reader.takes("ENABLED")) changed.enabled = false;
      else throw reader.unknown();
    } while (reader.takes(","));
  }
  reader.end();
  checkApiIntegration(changed);
  asReadBack(changed);
  held.values = changed;
}

function dropIntegration(context: RuleContext, reader: SqlReader): void {
  reader.takes("API");
  reader.takes("STORAGE");
  reader.expects("INTEGRATION");
  const ifExists = reader.takes("IF", "EXISTS");
  const name = reader.identifier();
  reader.end();
  if (!exists(context.account, "INTEGRATION", quoted(name))) {
    if (ifExists) return;
    throw doesNotExist("Integration", name);
  }
  drop(context, name);
}

function drop(context: RuleContext, name: string): void {
  requireOwnership(context, "INTEGRATION", quoted(name));
  const held = find(context.account, "INTEGRATION", quoted(name));
  if (held) context.account.remove(held.type, held.id);
  dropped(context.account, "INTEGRATION", quoted(name));
}

function alterTask(context: RuleContext, reader: SqlReader): void {
  const { account, provider } = context;
  const ifExists = reader.takes("IF", "EXISTS");
  const parts = reader.path();
  if (parts.length !== 3) throw reader.unknown();
  const name = quoted(...parts);
  const started = reader.takes("RESUME");
  if (!started) reader.expects("SUSPEND");
  reader.end();
  const held = find(account, "TASK", name);
  if (!held) {
    if (ifExists) return;
    throw doesNotExist("Task", parts.join("."));
  }
  const role = currentRole(provider);
  if (!hasPrivilege(account, role, "OPERATE", "TASK", name)) {
    throw insufficientPrivileges("task", name, `${role} has no OPERATE on it`);
  }
  if (started) requireStartable(context, held.values, ownerOf(account, "TASK", name) ?? role);
  held.values = { ...held.values, started };
}

function grant({ account }: RuleContext, reader: SqlReader, give: boolean): void {
  const privileges = reader.wordsUntil("ON");
  const on: GrantedOn = reader.takes("ACCOUNT") ? "ACCOUNT" : simulatedType(reader.identifier());
  if (on === "FUNCTION" || on === "PROCEDURE") throw reader.unknown();
  const name = on === "ACCOUNT" ? "" : objectName(on, quoted(...reader.path()));
  reader.expects(give ? "TO" : "FROM");
  reader.takes("ROLE");
  const role = reader.identifier();
  const option = give && reader.takes("WITH", "GRANT", "OPTION");
  reader.end();
  requireExisting(account, "ROLE", quoted(role));
  if (on !== "ACCOUNT") requireExisting(account, on, name);
  for (const privilege of privileges) {
    requirePrivilege(account, role, privilege, on, name, privileges);
    if (give) addGrant(account, { role, privilege, on, name, option });
    else
      removeGrants(
        account,
        (each) => each.role === role && each.on === on && each.name === name && each.privilege === privilege,
      );
  }
}

function describe({ account }: RuleContext, reader: SqlReader): Row[] {
  reader.takes("API");
  reader.expects("INTEGRATION");
  const name = reader.identifier();
  reader.end();
  const held = find(account, "INTEGRATION", quoted(name));
  if (held?.type !== "snowflake_api_integration") throw doesNotExist("API integration", name);
  const row = (property: string, value: string): Row => ({ property, property_value: value });
  return [
    ...Object.entries(TEXTS)
      .filter(([property]) => property !== "API_KEY")
      .map(([property, attribute]) => row(property, text(held.values, attribute))),
    ...Object.entries(LISTS).map(([property, attribute]) => {
      const value = held.values[attribute];
      return row(property, Array.isArray(value) ? value.join(",") : "");
    }),
    row("ENABLED", String(held.values.enabled ?? true)),
    row("API_AWS_IAM_USER_ARN", text(held.values, "api_aws_iam_user_arn")),
    row("API_AWS_EXTERNAL_ID", text(held.values, "api_aws_external_id")),
    row("AZURE_CONSENT_URL", text(held.values, "azure_consent_url")),
    row("AZURE_MULTI_TENANT_APP_NAME", text(held.values, "azure_multi_tenant_app_name")),
    row("API_GCP_SERVICE_ACCOUNT", text(held.values, "api_gcp_service_account")),
  ];
}

import type { Account } from "../../simulator/account";
import { CloudError, type ResourceRule, type Values } from "../../simulator/rule";
import { created, dropped, requireOwnership } from "./access";
import { find, nameOf, requireFreeInSchema } from "./catalog";
import { doesNotExist, quoted } from "./names";
import { readBackOptions } from "./stage-options";
import { isKnown, suppress, text, texts } from "./values";

const OPTIONS = ["file_format", "copy_options", "directory"] as const;

/** The legacy stage resource, internal or over a bucket. */
export const stage: ResourceRule = {
  type: "snowflake_stage",
  cites:
    "https://docs.snowflake.com/en/sql-reference/sql/create-stage, pkg/resources/stage.go and pkg/snowflake/stage.go of the provider",
  plan({ prior, planned }) {
    const sameButQuotes = (before: string, after: string) =>
      before !== "" && after !== "" && before.replace(/'/g, "") === after.replace(/'/g, "");
    suppress(prior, planned, "file_format", sameButQuotes);
    suppress(prior, planned, "copy_options", sameButQuotes);
  },
  create(context) {
    const { account, values } = context;
    const name = nameOf("STAGE", values);
    requireFreeInSchema(account, "STAGE", values);
    requireLocation(account, values);
    readBack(values);
    values.id = [text(values, "database"), text(values, "schema"), text(values, "name")].join("|");
    values.fully_qualified_name = name;
    values.aws_external_id = "";
    values.snowflake_iam_user = "";
    created(context, "STAGE", name);
  },
  update(context) {
    requireOwnership(context, "STAGE", nameOf("STAGE", context.values));
    requireLocation(context.account, context.values);
    requireAlterable(text(context.prior, "comment"), text(context.values, "comment"));
    readBack(context.values);
  },
  delete(context) {
    const name = nameOf("STAGE", context.prior);
    requireOwnership(context, "STAGE", name);
    dropped(context.account, "STAGE", name);
  },
};

function requireLocation(account: Account, values: Values): void {
  const url = text(values, "url");
  if (url.includes("'")) {
    throw new CloudError(
      `001003 (42000): SQL compilation error: syntax error: the provider does not escape the quote in URL '${url}'`,
      "url",
    );
  }
  if (!isKnown(values, "storage_integration")) return;
  const name = text(values, "storage_integration");
  if (name.includes('"')) {
    throw new CloudError(
      `001003 (42000): SQL compilation error: syntax error: STORAGE_INTEGRATION = "${name}"; the provider quotes the ` +
        "name itself, so it takes the integration's name and not its fully qualified name",
      "storage_integration",
    );
  }
  const held = find(account, "INTEGRATION", quoted(name));
  if (held?.type !== "snowflake_storage_integration") throw doesNotExist("Integration", name);
  if (url === "") throw new CloudError("a stage with a storage integration needs a URL", "url");
  if (held.values.enabled === false) {
    throw new CloudError(`Storage integration '${name}' is disabled`, "storage_integration");
  }
  requireAllowed(url, name, held.values);
}

/** CREATE STAGE escapes the comment, ALTER STAGE does not: ChangeComment in pkg/snowflake/stage.go of the provider. */
function requireAlterable(before: string, after: string): void {
  if (before === after || !after.includes("'")) return;
  throw new CloudError(
    `error updating stage comment: 001003 (42000): SQL compilation error: syntax error: SET COMMENT = '${after}'`,
    "comment",
  );
}

/** https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration: allowed and blocked locations are prefixes. */
function requireAllowed(url: string, name: string, integration: Values): void {
  const under = (location: string) => location === "*" || `${url}/`.startsWith(location.replace(/\/?$/, "/"));
  const allowed = texts(integration, "storage_allowed_locations").some(under);
  const blocked = texts(integration, "storage_blocked_locations").some(under);
  if (allowed && !blocked) return;
  throw new CloudError(
    `003167 (42601): Location '${url}' is not allowed by integration '${name}'. Please use DESC INTEGRATION to check ` +
      "out allowed and blocked locations.",
    "url",
  );
}

/** The options are free text that is read back as what DESCRIBE STAGE shows: issue #2679 of the provider. */
function readBack(values: Values): void {
  for (const attribute of OPTIONS) {
    if (text(values, attribute) !== "") values[attribute] = readBackOptions(attribute, text(values, attribute));
  }
}

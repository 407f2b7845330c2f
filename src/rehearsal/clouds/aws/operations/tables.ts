import { blocks, number, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { ValidateContext } from "../../../simulator/rule";

function validateTable(context: ValidateContext): void {
  const { config } = context;
  const keys = [text(config, "hash_key"), text(config, "range_key")];
  for (const index of [...blocks(config, "global_secondary_index"), ...blocks(config, "local_secondary_index")])
    keys.push(text(index, "hash_key"), text(index, "range_key"));
  const declared = blocks(config, "attribute").flatMap((attribute) => text(attribute, "name") ?? []);
  const unused = declared.filter((attribute) => !keys.includes(attribute));
  const missing = keys.filter((key) => key !== undefined && !declared.includes(key));
  if (unused.length > 0)
    context.error(`all attributes must be indexed. Unused attributes: [${unused.join(" ")}]`, "attribute");
  if (missing.length > 0)
    context.error(`all indexes must match a defined attribute. Unmatched indexes: [${missing.join(" ")}]`, "attribute");
  const onDemand = text(config, "billing_mode") === "PAY_PER_REQUEST";
  if (!onDemand && ((number(config, "read_capacity") ?? 0) < 1 || (number(config, "write_capacity") ?? 0) < 1))
    context.error("read and write capacity must be at least 1 when billing_mode is PROVISIONED", "read_capacity");
}

export const tableActs: Readonly<Record<string, Acts>> = { aws_dynamodb_table: { validate: validateTable } };

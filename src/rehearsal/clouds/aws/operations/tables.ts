import type { ResourceRule } from "../../../simulator/rule";
import { makeArn } from "../arn";
import { blocks, isSet, isTrue, number, text } from "../../../simulator/readers";
import { fill, refuse } from "../../../simulator/writers";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const table: ResourceRule = {
  type: "aws_dynamodb_table",
  cites: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
  validate: (context) => {
    const { config } = context;
    const name = text(config, "name");
    if (name !== undefined && !/^[a-zA-Z0-9_.-]{3,255}$/.test(name))
      context.error(`table name must have 3 to 255 letters, digits, _ . and -: "${name}"`, "name");
    const keys = [text(config, "hash_key"), text(config, "range_key")];
    for (const index of [...blocks(config, "global_secondary_index"), ...blocks(config, "local_secondary_index")])
      keys.push(text(index, "hash_key"), text(index, "range_key"));
    const declared = blocks(config, "attribute").flatMap((attribute) => text(attribute, "name") ?? []);
    const unused = declared.filter((attribute) => !keys.includes(attribute));
    const missing = keys.filter((key) => key !== undefined && !declared.includes(key));
    if (unused.length > 0)
      context.error(`all attributes must be indexed. Unused attributes: [${unused.join(" ")}]`, "attribute");
    if (missing.length > 0)
      context.error(
        `all indexes must match a defined attribute. Unmatched indexes: [${missing.join(" ")}]`,
        "attribute",
      );
    const onDemand = text(config, "billing_mode") === "PAY_PER_REQUEST";
    if (onDemand && (isSet(config, "read_capacity") || isSet(config, "write_capacity")))
      context.error(
        "ValidationException: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        "read_capacity",
      );
    if (!onDemand && ((number(config, "read_capacity") ?? 0) < 1 || (number(config, "write_capacity") ?? 0) < 1))
      context.error("read and write capacity must be at least 1 when billing_mode is PROVISIONED", "read_capacity");
  },
  create: (context) => {
    const name = String(context.values.name);
    if (context.account.get("aws_dynamodb_table", name))
      refuse(`ResourceInUseException: Table already exists: ${name}`, "name");
    context.values.id = name;
    fill(context.values, {
      arn: makeArn(context, "dynamodb", `table/${name}`),
      read_capacity: 0,
      write_capacity: 0,
      stream_arn: "",
      stream_label: "",
      stream_view_type: "",
    });
  },
  delete: (context) => {
    if (isTrue(context.prior, "deletion_protection_enabled"))
      refuse(
        `ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first: ${String(context.prior.name)}`,
      );
  },
};

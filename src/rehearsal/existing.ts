import { readFileSync } from "node:fs";
import { isObject } from "../core/json";
import { Account } from "./simulator/account";
import type { Values } from "./simulator/rule";

/** One object that exists in a cloud before a deploy. */
interface ExistingObject {
  /** Terraform's type. */
  readonly type: string;
  /** Its id, as `terraform import` takes it. */
  readonly id: string;
  /** The attributes that other objects' rules look at. */
  readonly values: Values;
}

/**
 * Simulated accounts with what exists before a deploy, from a JSON file: a list of objects by provider source, each as
 * `{"type": "aws_vpc", "id": "vpc-…", "values": {…}}`.
 * @throws Error that names the file and the entry that cannot be read
 */
export function existingAccounts(file: string): Map<string, Account> {
  const accounts = new Map<string, Account>();
  for (const [source, objects] of Object.entries(contentOf(file))) {
    const where = `${file}: ${source}`;
    if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(source))
      throw new Error(`${where} is not the source of a provider. Write its source, such as snowflakedb/snowflake`);
    if (!Array.isArray(objects)) throw new Error(`${where} must be a list of objects {"type", "id", "values"}`);
    const account = new Account();
    for (const [index, object] of objects.entries()) {
      if (!isExisting(object))
        throw new Error(`${where}[${index}] must be {"type": <Terraform type>, "id": <id>, "values": {<attributes>}}`);
      account.put(object.type, object.id, object.values);
    }
    accounts.set(source, account);
  }
  return accounts;
}

/** How many objects accounts hold, one that several providers share counted once. */
export function countObjects(accounts: ReadonlyMap<string, Account>): number {
  return [...new Set(accounts.values())].reduce((sum, account) => sum + account.size, 0);
}

function contentOf(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isObject(content)) return content;
  throw new Error(`${file} must be an object: a list of existing objects by provider source`);
}

function isExisting(value: unknown): value is ExistingObject {
  return isObject(value) && typeof value.type === "string" && typeof value.id === "string" && isObject(value.values);
}

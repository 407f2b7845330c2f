import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Account } from "../../src/rehearsal/simulator";
import type { Values } from "../../src/rehearsal/simulator/rule";
import { ROOT } from "./cli";

interface ExistingObject {
  readonly type: string;
  readonly id: string;
  readonly values: Values;
}

/**
 * Simulated accounts with what exists before an example's deploy, from its `existing.json`: a list of objects a provider, each
 * with the attributes that other objects' rules look at. Without the file the accounts are empty.
 */
export function existingAccounts(example: string): Map<string, Account> {
  const file = join(ROOT, "examples", example, "existing.json");
  const accounts = new Map<string, Account>();
  if (!existsSync(file)) return accounts;
  const objects = JSON.parse(readFileSync(file, "utf8")) as Record<string, ExistingObject[]>;
  for (const [source, held] of Object.entries(objects)) {
    const account = new Account();
    for (const { type, id, values } of held) account.put(type, id, values);
    accounts.set(source, account);
  }
  return accounts;
}

/** How many objects accounts hold, one that several providers share counted once. */
export function countObjects(accounts: ReadonlyMap<string, Account>): number {
  return [...new Set(accounts.values())].reduce((sum, account) => sum + account.size, 0);
}

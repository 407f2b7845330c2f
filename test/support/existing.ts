import { existsSync } from "node:fs";
import { join } from "node:path";
import { existingAccounts } from "../../src/rehearsal/existing";
import type { Account } from "../../src/rehearsal/simulator";
import { ROOT } from "./cli";

/** Simulated accounts with what exists before an example's deploy, from its `existing.json`; empty ones without the file. */
export function accountsOf(example: string): Map<string, Account> {
  const file = join(ROOT, "examples", example, "existing.json");
  return existsSync(file) ? existingAccounts(file) : new Map<string, Account>();
}

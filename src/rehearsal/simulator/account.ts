import { readFileSync, writeFileSync } from "node:fs";
import type { Values } from "./value";

/** An object that the simulated cloud holds. */
export interface Held {
  readonly type: string;
  readonly id: string;
  values: Values;
}

/** An account in a file. */
interface SavedAccount {
  readonly objects: Held[];
  readonly memory: Record<string, unknown>;
}

/** An account in a file that another provider's is as well. */
interface SharedAccount {
  readonly sharedWith: string;
}

/**
 * One simulated account: every object that exists in it, by type and id, and what the cloud remembers besides (frozen
 * deployments, reserved names). All of it is plain JSON, so that a kept rehearsal can be read by another process.
 */
export class Account {
  /** Reads an account that `save` wrote. */
  public static load(file: string): Account {
    return Account.from(JSON.parse(readFileSync(file, "utf8")) as SavedAccount);
  }

  /** An account out of what `toJSON` gave. */
  public static from({ objects, memory }: SavedAccount): Account {
    const account = new Account();
    for (const held of objects) account.put(held.type, held.id, held.values);
    Object.assign(account.remembered, memory);
    return account;
  }

  private readonly objects = new Map<string, Held>();
  private readonly remembered: Record<string, unknown> = {};

  public put(type: string, id: string, values: Values): void {
    this.objects.set(`${type}\n${id}`, { type, id, values });
  }

  public get(type: string, id: string): Values | undefined {
    return this.objects.get(`${type}\n${id}`)?.values;
  }

  public remove(type: string, id: string): void {
    this.objects.delete(`${type}\n${id}`);
  }

  /** Everything of a type, oldest first. */
  public list(type: string): Held[] {
    return [...this.objects.values()].filter((held) => held.type === type);
  }

  /** Everything, oldest first. */
  public get all(): Held[] {
    return [...this.objects.values()];
  }

  /** How many objects are left. */
  public get size(): number {
    return this.objects.size;
  }

  /** What the cloud remembers under a name besides its objects; made by `initial` at first use. Plain JSON only. */
  public memory<T>(name: string, initial: () => T): T {
    this.remembered[name] ??= initial();
    return this.remembered[name] as T;
  }

  public save(file: string): void {
    writeFileSync(file, JSON.stringify(this));
  }

  public toJSON(): SavedAccount {
    return { objects: this.all, memory: this.remembered };
  }
}

/** The values of all objects of a type, oldest first. */
export function all(account: Account, type: string): Values[] {
  return account.list(type).map(({ values }) => values);
}

/** Writes accounts by provider source into one file. */
export function saveAccounts(accounts: ReadonlyMap<string, Account>, file: string): void {
  const saved: Record<string, Account | SharedAccount> = {};
  const written = new Map<Account, string>();
  for (const [source, account] of accounts) {
    const sharedWith = written.get(account);
    saved[source] = sharedWith === undefined ? account : { sharedWith };
    if (sharedWith === undefined) written.set(account, source);
  }
  writeFileSync(file, JSON.stringify(saved));
}

/** Reads what `saveAccounts` wrote. */
export function loadAccounts(file: string): Map<string, Account> {
  const saved = JSON.parse(readFileSync(file, "utf8")) as Record<string, SavedAccount | SharedAccount>;
  const accounts = new Map<string, Account>();
  for (const [source, account] of Object.entries(saved))
    if (!("sharedWith" in account)) accounts.set(source, Account.from(account));
  for (const [source, account] of Object.entries(saved))
    if ("sharedWith" in account) accounts.set(source, accounts.get(account.sharedWith) ?? new Account());
  return accounts;
}

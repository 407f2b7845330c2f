import { readFileSync, writeFileSync } from "node:fs";
import type { Values } from "./rule";

/** An object that the simulated cloud holds. */
export interface Held {
  readonly type: string;
  readonly id: string;
  values: Values;
}

/**
 * One simulated account: every object that exists in it, by type and id, and what the cloud remembers besides (frozen
 * deployments, reserved names). All of it is plain JSON, so that a kept rehearsal can be read by another process.
 */
export class Account {
  /** Reads an account that `save` wrote. */
  public static load(file: string): Account {
    const data = JSON.parse(readFileSync(file, "utf8")) as { objects: Held[]; memory: Record<string, unknown> };
    const account = new Account();
    for (const held of data.objects) account.put(held.type, held.id, held.values);
    Object.assign(account.remembered, data.memory);
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
    writeFileSync(file, JSON.stringify({ objects: this.all, memory: this.remembered }));
  }
}

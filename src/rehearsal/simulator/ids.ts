import { createHash } from "node:crypto";
import type { Account } from "./account";

const ALPHABETS = {
  hex: "0123456789abcdef",
  /** Lower-case letters and digits. */
  lower: "abcdefghijklmnopqrstuvwxyz0123456789",
  /** Upper-case letters and the digits 2 to 7. */
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
  /** Letters of both cases. */
  letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  digits: "0123456789",
} as const;

/** Which characters an id is made of. */
export type IdForm = keyof typeof ALPHABETS;

export function isIdForm(form: string): form is IdForm {
  return form in ALPHABETS;
}

/** The next 32 bytes of an account: the same run of a stack gets the same ids. */
function digest(account: Account, kind: string): Buffer {
  const counter = account.memory("issued-ids", () => ({ issued: 0 }));
  counter.issued += 1;
  return createHash("sha256").update(`${kind}:${counter.issued}`).digest();
}

/**
 * A new id, at most 32 characters long.
 * @param kind what it is an id of
 */
export function newId(account: Account, kind: string, form: IdForm, length: number): string {
  const bytes = digest(account, kind);
  const alphabet = ALPHABETS[form];
  return Array.from({ length }, (_, index) => alphabet[(bytes[index] ?? 0) % alphabet.length]).join("");
}

export function uuid(account: Account, kind: string): string {
  const hex = digest(account, kind).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The suffix that a provider appends to a prefix: a time stamp and a counter, 26 digits. */
export function nameSuffix(account: Account): string {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 17).padEnd(18, "0");
  return stamp + newId(account, "name", "hex", 8);
}

/** Now, in the form in which clouds write times. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

import { createHash } from "node:crypto";

const HASH_LENGTH = 8;

/** Name of an endpoint's Cloud Run service. */
export function serviceName(prefix: string, name: string): string {
  return `${prefix}-score-${name}`;
}

/** ID of an endpoint's service account: 30 characters at most, which prefix and name do not leave room for. */
export function accountId(prefix: string, name: string): string {
  return `${prefix}-${createHash("sha256").update(name).digest("hex").slice(0, HASH_LENGTH)}`;
}

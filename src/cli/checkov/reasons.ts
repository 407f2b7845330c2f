import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../core/json";
import type { FailedCheck } from "./run";

/** A check that fails on purpose. */
export interface AcceptedCheck {
  /** ID of the check: `CKV_AWS_129`. */
  readonly check: string;
  /** Terraform types for which it may fail. */
  readonly types: readonly string[];
  readonly reason: string;
}

/** The file of a project with reasons of its own. */
export const REASONS_FILE = "checkov.json";

/** A file with reasons that cannot be used; the message names the entry. */
export class InvalidReasons extends Error {
  constructor(file: string, problem: string) {
    super(
      `${file}: ${problem}. An entry of "accepted" is {"check": "CKV_AWS_1", "types": ["aws_..."], "reason": "..."}`,
    );
    this.name = "InvalidReasons";
  }
}

/** The reasons of this package: what its constructs do on purpose. */
export function ownReasons(): AcceptedCheck[] {
  return readReasons(join(__dirname, "accepted.json"));
}

/** The reasons of a project. @returns an empty list if it has no file */
export function projectReasons(project: string): AcceptedCheck[] {
  const file = join(project, REASONS_FILE);
  return existsSync(file) ? readReasons(file) : [];
}

/** @throws InvalidReasons for an entry without a check, types or a reason */
export function readReasons(file: string): AcceptedCheck[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new InvalidReasons(file, "it is not JSON");
  }
  if (!isObject(json) || !Array.isArray(json.accepted)) throw new InvalidReasons(file, 'it has no list "accepted"');
  return json.accepted.map((entry, index) => acceptedCheck(isObject(entry) ? entry : {}, file, index));
}

function acceptedCheck({ check, types, reason }: JsonObject, file: string, index: number): AcceptedCheck {
  const where = `accepted[${index}]`;
  if (typeof check !== "string" || !/^CKV\w*_\w+$/.test(check)) throw new InvalidReasons(file, `${where} has no check`);
  const isList = Array.isArray(types) && types.length > 0 && types.every((type) => typeof type === "string");
  if (!isList) throw new InvalidReasons(file, `${where} (${check}) has no types`);
  // A check that is accepted without a reason is one that is switched off.
  if (typeof reason !== "string" || reason.trim() === "")
    throw new InvalidReasons(file, `${where} (${check}) has no reason`);
  return { check, types: types as string[], reason };
}

/** The failed checks that no reason accepts. */
export function unexplained(failed: readonly FailedCheck[], accepted: readonly AcceptedCheck[]): FailedCheck[] {
  return failed.filter((found) => !accepted.some((reason) => accepts(reason, found)));
}

/** The reasons for which no check fails any more. */
export function stale(failed: readonly FailedCheck[], accepted: readonly AcceptedCheck[]): AcceptedCheck[] {
  return accepted.filter((reason) => !failed.some((found) => accepts(reason, found)));
}

function accepts({ check, types }: AcceptedCheck, found: FailedCheck): boolean {
  return check === found.check && found.types.some((type) => types.includes(type));
}

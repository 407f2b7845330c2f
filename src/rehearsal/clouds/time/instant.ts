import type { Values } from "../../simulator/rule";

/** RFC 3339 to the second, as the provider writes it. */
export function rfc3339(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Sets the parts of a time that `time_static` and `time_rotating` show, in UTC. */
export function setParts(values: Values, date: Date): void {
  values.rfc3339 = rfc3339(date);
  values.unix = Math.floor(date.getTime() / 1000);
  values.year = date.getUTCFullYear();
  values.month = date.getUTCMonth() + 1;
  values.day = date.getUTCDate();
  values.hour = date.getUTCHours();
  values.minute = date.getUTCMinutes();
  values.second = date.getUTCSeconds();
}

/** The configured time, or now. */
export function baseTime(values: Values): Date {
  return typeof values.rfc3339 === "string" ? new Date(values.rfc3339) : new Date();
}

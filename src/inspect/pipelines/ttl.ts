/** A day as a tag has it: `2026-12-31`. */
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether a tag's value is a day of the calendar. */
export function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !DAY.test(value)) return false;
  // The 31st of a shorter month would be the first of the next.
  return new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
}

/** Whether the last day is over, in UTC. */
export function isExpired(lastDay: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) > lastDay;
}

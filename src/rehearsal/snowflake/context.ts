import { UnknownElementError } from "../simulator/readers";

/** What a statement's session knows; fills the context headers. */
export interface SqlContext {
  /** @default - DATA_SCIENTIST */
  readonly user?: string;
  /** @default - the one account role of the state that may use the function */
  readonly role?: string;
  /** @default - a session id with more digits than a JavaScript number keeps */
  readonly session?: string;
  /** @default - the function's database */
  readonly database?: string;
  /** @default - the function's schema */
  readonly schema?: string;
  /** @default - COMPUTE_WH */
  readonly warehouse?: string;
  /** Locator. @default - that of the runtime's account */
  readonly account?: string;
  /** Region of the account. @default - that of the runtime's account */
  readonly region?: string;
  /** When the statement began. @default - now */
  readonly timestamp?: Date;
  /** The session's TIMESTAMP_OUTPUT_FORMAT. @default - YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM, Snowflake's own default */
  readonly timestampFormat?: string;
  /** The session's TIMEZONE. @default - America/Los_Angeles, Snowflake's own default */
  readonly timezone?: string;
}

/** A Snowflake account, as CURRENT_ACCOUNT and CURRENT_REGION name it. */
export interface SnowflakeAccount {
  readonly account: string;
  readonly region: string;
}

/** A context with every value, for the headers. */
export type FullContext = Required<SqlContext>;

export function completeContext(
  given: SqlContext,
  at: { role: string; database: string; schema: string } & SnowflakeAccount,
): FullContext {
  return {
    user: given.user ?? "DATA_SCIENTIST",
    role: given.role ?? at.role,
    session: given.session ?? "590643547137229834",
    database: given.database ?? at.database,
    schema: given.schema ?? at.schema,
    warehouse: given.warehouse ?? "COMPUTE_WH",
    account: given.account ?? at.account,
    region: given.region ?? at.region,
    timestamp: given.timestamp ?? new Date(),
    timestampFormat: given.timestampFormat ?? "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    timezone: given.timezone ?? "America/Los_Angeles",
  };
}

/**
 * The value of a context function.
 * @throws UnknownElementError for one that is not simulated
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-external-function
 */
export function contextValue(name: string, context: FullContext): string {
  switch (name.toUpperCase()) {
    case "CURRENT_TIMESTAMP":
      return formatTimestamp(context.timestamp, context.timestampFormat, context.timezone);
    case "CURRENT_USER":
      return context.user;
    case "CURRENT_ROLE":
      return context.role;
    case "CURRENT_SESSION":
      return context.session;
    case "CURRENT_DATABASE":
      return context.database;
    case "CURRENT_SCHEMA":
      return context.schema;
    case "CURRENT_WAREHOUSE":
      return context.warehouse;
    case "CURRENT_ACCOUNT":
      return context.account;
    case "CURRENT_REGION":
      return context.region;
    default:
      throw new UnknownElementError(`the context function ${name} is not simulated`);
  }
}

/**
 * Writes a moment in a Snowflake date and time format.
 * @see https://docs.snowflake.com/en/sql-reference/date-time-input-output
 */
export function formatTimestamp(moment: Date, format: string, timezone: string): string {
  const offset = offsetMinutes(moment, timezone);
  const local = new Date(moment.getTime() + offset * 60_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const zoneHour = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}`;
  return format.replace(
    /YYYY|MM|DD|HH24|MI|SS|FF(\d?)|TZH|TZM|T(?=HH24)|"([^"]*)"|[A-Za-z]+/g,
    (token, digits: string, quoted: string) => {
      switch (token) {
        case "YYYY":
          return String(local.getUTCFullYear());
        case "MM":
          return two(local.getUTCMonth() + 1);
        case "DD":
          return two(local.getUTCDate());
        case "HH24":
          return two(local.getUTCHours());
        case "MI":
          return two(local.getUTCMinutes());
        case "SS":
          return two(local.getUTCSeconds());
        case "TZH":
          return zoneHour;
        case "TZM":
          return two(Math.abs(offset) % 60);
        case "T":
          return "T";
        default:
          if (token.startsWith('"')) return quoted;
          if (token.startsWith("FF")) {
            const fraction = String(local.getUTCMilliseconds()).padStart(3, "0").padEnd(9, "0");
            return fraction.slice(0, digits === "" ? 9 : Number(digits));
          }
          throw new UnknownElementError(`the timestamp format element "${token}" is not simulated`);
      }
    },
  );
}

function offsetMinutes(moment: Date, timezone: string): number {
  const name = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" })
    .formatToParts(moment)
    .find((part) => part.type === "timeZoneName")?.value;
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(name ?? "");
  if (!match) throw new UnknownElementError(`the time zone "${timezone}" has no offset`);
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

import type { FunctionArgument } from "./sql-type";

/**
 * Arguments as one text; internal to the package. The provider updates a changed name or type of an argument in place, which does
 * nothing in Snowflake, so that this text must be part of what replaces a function or procedure.
 */
export function signatureOf(args: FunctionArgument[]): string {
  return args.map(({ name, type }) => `${name} ${type}`).join(", ");
}

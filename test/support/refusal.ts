import { ValidationError, type Problem } from "../../src/core";

/** The problems for which something is refused; none where it is made. */
export function refusalOf(make: () => unknown): readonly Problem[] {
  try {
    make();
  } catch (error) {
    if (error instanceof ValidationError) return error.problems;
    throw error;
  }
  return [];
}

/** The fields for which something is refused. */
export const refusedFields = (make: () => unknown): string[] => refusalOf(make).map(({ field }) => field);

/** Field and rule of each problem for which something is refused. */
export const problemsOf = (make: () => unknown): string[] =>
  refusalOf(make).map(({ field, rule }) => `${field} ${rule}`);

/** A problem as an environment file gets it told. */
export const messageOf = ({ field, value, rule, remedy }: Problem): string => `${field} = ${value}: ${rule}. ${remedy}`;

import type { Problems } from "../../core";

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Notes a region that is none. */
export function checkRegion(problems: Problems, field: string, value: string): void {
  problems.check(
    REGION.test(value),
    field,
    value,
    "an AWS region is written like eu-central-1",
    "Write the region's code, not its name",
  );
}

/** Notes an account id that is none. */
export function checkAccountId(problems: Problems, field: string, value: string | undefined): void {
  problems.check(
    value === undefined || /^\d{12}$/.test(value),
    field,
    value,
    "an AWS account id has 12 digits",
    "Write it as a string, with leading zeros",
  );
}

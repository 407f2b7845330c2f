import type { Row } from "./checks";
import { NameRules } from "./naming";
import { packageVersion } from "./package-version";
import { named, oneOf, pattern, that } from "./rules";
import { Size } from "./sizes";
import { TAG_ROWS } from "./tag-rows";

const NAME = /^[a-z][a-z0-9-]{1,39}$/;

/** Requirements on the environments of all clouds; the prefix is the one in use, whether it is set or follows from the name. */
export const ENVIRONMENT_ROWS: readonly Row<{ readonly name: string; readonly prefix?: string }>[] = [
  {
    field: "name",
    rule: pattern(
      NAME,
      "be 2 to 40 lower-case letters, digits and hyphens, beginning with a letter",
      'Use for example "aws-dev"',
    ),
    synthesis: true,
  },
  { field: "size", rule: oneOf(Size), synthesis: true },
  {
    field: "prefix",
    rule: () => ({
      ...named(NameRules.PREFIX),
      remedy: "Set prefix to a name of that form; its default is mlops-<name>",
    }),
    // An invalid name is the cause of an invalid default prefix.
    when: ({ name, prefix }) => NAME.test(name) || prefix !== `mlops-${name}`,
    synthesis: true,
  },
  {
    field: "packageVersion",
    rule: () =>
      that(
        (value) => value === packageVersion(),
        `be the installed version of cdktf-snowflake-mlops, ${packageVersion()}`,
        "Install the version that the environment names, or review the changes (docs/versioning.md) and change the setting",
      ),
    synthesis: true,
  },
  ...TAG_ROWS,
];

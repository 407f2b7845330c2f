import { checkSettings, type Row } from "./checks";
import type { Problems } from "./errors";
import { NameRules } from "./naming";
import { named, oneOf, pattern } from "./rules";
import { Size } from "./sizes";
import { Tags } from "./tags";

/** Settings of an environment file on every cloud. It needs no IDs: account, project and tenant come from the credentials in use. */
export interface EnvironmentProps {
  /** The stack's id: what `cdktf deploy <name>` takes, for instance `aws-dev`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The size: dev or prod. */
  readonly size: Size;
  /** Prefix of all names in the cloud and, in upper case with `_`, in Snowflake; 2 to 20 characters. @default - "mlops-<name>" */
  readonly prefix?: string;
  /** Tags of every cloud resource. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /** Protects what holds data against a destroy. @default - true in prod, false in dev */
  readonly protection?: boolean;
}

const ROWS: readonly Row<EnvironmentProps>[] = [
  {
    field: "name",
    rule: pattern(
      /^[a-z][a-z0-9-]{1,39}$/,
      "be 2 to 40 lower-case letters, digits and hyphens, beginning with a letter",
      'Use for example "aws-dev"',
    ),
    synthesis: true,
  },
  { field: "size", rule: oneOf(Size), synthesis: true },
];

/** Checks and defaults of the settings that environments of all clouds share. */
export class Environments {
  /** The prefix that an environment uses. */
  public static prefix(props: EnvironmentProps): string {
    return props.prefix ?? `mlops-${props.name}`;
  }

  /** The prefix as the beginning of Snowflake names: `MLOPS_AWS_DEV`. */
  public static snowflakePrefix(prefix: string): string {
    return prefix.toUpperCase().replace(/-/g, "_");
  }

  /** Notes every problem of the shared settings of an environment. */
  public static check(problems: Problems, props: EnvironmentProps): void {
    checkSettings(problems, { rows: ROWS }, props);
    // An invalid name is the cause of an invalid default prefix.
    if (props.prefix !== undefined || problems.all.length === 0)
      checkSettings(problems, { rows: [PREFIX] }, { prefix: Environments.prefix(props) });
    if (props.tags !== undefined) Tags.check(problems, "tags", props.tags);
  }
}

const PREFIX: Row<{ readonly prefix: string }> = {
  field: "prefix",
  rule: { ...named(NameRules.PREFIX), remedy: "Set prefix to a name of that form; its default is mlops-<name>" },
  synthesis: true,
};

import { Problems } from "./errors";
import { NameRules } from "./naming";
import { Size } from "./sizes";
import { Tags } from "./tags";

/** What an environment file says on every cloud. It needs no ids: account, project and tenant come from the credentials in use. */
export interface EnvironmentProps {
  /** The stack's id: what `cdktf deploy <name>` takes, for instance `aws-dev`. 2 to 40 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The size: dev or prod. */
  readonly size: Size;
  /** Prefix of all names in the cloud and, in upper case with `_`, in Snowflake; 2 to 20 characters. @default - "mlops-dev" or "mlops-prod", by size */
  readonly prefix?: string;
  /** Tags of every cloud resource. @default - only the platform's own two */
  readonly tags?: Record<string, string>;
  /** Protects what holds data against a destroy. @default - true in prod, false in dev */
  readonly protection?: boolean;
}

/** Checks and defaults of what environments of all clouds share. */
export class Environments {
  /** The prefix that an environment uses. */
  public static prefix(props: EnvironmentProps): string {
    return props.prefix ?? `mlops-${props.size}`;
  }

  /** The prefix as the beginning of Snowflake names: `MLOPS_DEV`. */
  public static snowflakePrefix(prefix: string): string {
    return prefix.toUpperCase().replace(/-/g, "_");
  }

  /** Notes every problem of the shared part of an environment. */
  public static check(problems: Problems, props: EnvironmentProps): void {
    problems.check(
      /^[a-z][a-z0-9-]{1,39}$/.test(props.name),
      "name",
      props.name,
      "an environment's name has 2 to 40 lower-case letters, digits and hyphens and begins with a letter",
      'Write for example "aws-dev"',
    );
    const sizes: string[] = Object.values(Size);
    problems.check(
      sizes.includes(props.size),
      "size",
      props.size,
      `a size is one of ${sizes.join(", ")}`,
      "Write Size.DEV or Size.PROD",
    );
    if (props.prefix !== undefined) NameRules.check(problems, "prefix", props.prefix, NameRules.PREFIX);
    if (props.tags !== undefined) Tags.check(problems, "tags", props.tags);
  }
}

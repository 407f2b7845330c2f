import type { Size } from "./sizes";
import { checkSettings } from "./checks";
import { ENVIRONMENT_ROWS } from "./environment-rows";
import type { Problems } from "./errors";

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
  /**
   * The version of this package that the environment is deployed with, for instance "0.1.0". With another one installed, the environment is
   * refused: an upgrade reaches it by a change of this setting, which is reviewed. @default - any version
   */
  readonly packageVersion?: string;
}

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
    checkSettings(problems, { rows: ENVIRONMENT_ROWS }, { ...props, prefix: Environments.prefix(props) });
  }
}

import type { Problems } from "../core";
import { checkAhead } from "../core/checks";
import { AWS_ENVIRONMENT } from "./checks";
import type { AwsEnvironmentProps } from "./environment";

/** Checks of environments on AWS. */
export class AwsEnvironments {
  /** Notes every problem of an environment, all components included. */
  public static check(problems: Problems, props: AwsEnvironmentProps): void {
    checkAhead(problems, AWS_ENVIRONMENT, props, props.size);
  }
}

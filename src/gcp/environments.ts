import type { Problems } from "../core";
import { checkAhead } from "../core/checks";
import { GCP_ENVIRONMENT } from "./checks";
import type { GcpEnvironmentProps } from "./environment";

/** Checks of environments on Google Cloud. */
export class GcpEnvironments {
  /** Notes every problem of an environment, all components included. */
  public static check(problems: Problems, props: GcpEnvironmentProps): void {
    checkAhead(problems, GCP_ENVIRONMENT, props, props.size);
  }
}

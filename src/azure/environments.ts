import type { Problems } from "../core";
import { checkAhead } from "../core/checks";
import { AZURE_ENVIRONMENT } from "./checks";
import type { AzureEnvironmentProps } from "./environment";

/** Checks of environments on Azure. */
export class AzureEnvironments {
  /** Notes every problem of an environment, all components included. */
  public static check(problems: Problems, props: AzureEnvironmentProps): void {
    checkAhead(problems, AZURE_ENVIRONMENT, props, props.size);
  }
}

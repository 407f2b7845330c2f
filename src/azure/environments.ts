import type { Problems } from "../core";
import { checkSettings } from "../core/checks";
import { AZURE_ENVIRONMENT } from "./checks";
import type { AzureEnvironmentProps } from "./environment";

/** Checks of environments on Azure. */
export class AzureEnvironments {
  /** Notes every problem of an environment, all components included. */
  public static check(problems: Problems, props: AzureEnvironmentProps): void {
    checkSettings(problems, AZURE_ENVIRONMENT, props, props.size);
  }
}

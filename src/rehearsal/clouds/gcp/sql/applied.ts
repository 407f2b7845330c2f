import { blocks, isTrue, texts } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";

/** The `ip_configuration` of an instance. */
export function addressing(instance: Values): Values | undefined {
  return blocks(instance, "settings").flatMap((settings) => blocks(settings, "ip_configuration"))[0];
}

/** How an instance is reached by Private Service Connect; undefined when it is not. */
export function pscOf(instance: Values): Values | undefined {
  return blocks(addressing(instance), "psc_config").find((each) => isTrue(each, "psc_enabled"));
}

/** Projects whose endpoints an instance accepts, by ID or number. */
export function consumersOf(instance: Values): string[] {
  return texts(pscOf(instance), "allowed_consumer_projects");
}

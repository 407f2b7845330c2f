import type { ProviderRules } from "../../simulator/rule";
import { fixed, rotating } from "./moments";
import { sleep } from "./sleep";

/** Times and waits. */
export const rules: ProviderRules = { source: "hashicorp/time", resources: [sleep, fixed, rotating], dataSources: [] };

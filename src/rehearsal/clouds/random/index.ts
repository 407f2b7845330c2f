import type { ProviderRules } from "../../simulator/rule";
import { resources } from "./resources";

/** Random values, kept in state. Really random, with none of the real provider's seeds. */
export const rules: ProviderRules = { source: "hashicorp/random", resources, dataSources: [] };

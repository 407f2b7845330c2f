export * from "./report";
export { Account } from "./simulator/account";
export type { ProviderRules, ResourceRule, DataSourceRule } from "./simulator/rule";
export { AppliedState, type AppliedResource } from "./state";
export { Cleanup } from "./scenario/cleanup";
export type { Progress } from "./scenario/progress";
export { rehearse, type KeptServers, type RehearseOptions } from "./scenario/rehearse";

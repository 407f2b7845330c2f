export * from "./report";
export { Account } from "./simulator/account";
export type { ProviderRules, ResourceRule, DataSourceRule } from "./simulator/rule";
export { AppliedState, type AppliedResource } from "./state";
export { Cleanup } from "./story/cleanup";
export type { Progress } from "./story/progress";
export { rehearse, type KeptServers, type RehearseOptions } from "./story/rehearse";

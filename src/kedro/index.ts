export * from "./copy-schedule";
export * from "./kedro-configuration";
export * from "./kedro-workspace";
export * from "./model-copy-task";
export * from "./settings";

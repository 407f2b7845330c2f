export * from "./column";
export * from "./settings";
export * from "./signature";
export * from "./scoring-function";
export * from "./model-dependencies";

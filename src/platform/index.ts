export * from "./environment";
export * from "./model-endpoint/settings";
export * from "./providers";
export * from "./settings";
export * from "./snowflake-platform";
export * from "./stack";

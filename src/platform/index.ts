export * from "./environment";
export * from "./providers";
export * from "./settings";
export * from "./snowflake-platform";
export * from "./stack";

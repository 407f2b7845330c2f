export type * from "./environment";
export * from "./providers";
export type * from "./settings";
export * from "./snowflake-platform";
export * from "./stack";

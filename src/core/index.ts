export * from "./environment";
export * from "./errors";
export * from "./moves";
export type * from "./name-rule";
export * from "./naming";
export * from "./sizes";
export * from "./tags";

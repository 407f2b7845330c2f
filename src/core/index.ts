export * from "./environment";
export * from "./errors";
export * from "./naming";
export * from "./sizes";
export * from "./tags";

export * from "./ci-access/settings";
export * from "./environment";
export * from "./errors";
export * from "./moves";
export * from "./name-rule";
export * from "./naming";
export * from "./sizes";
export * from "./tags";

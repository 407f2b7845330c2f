export { StackGraph } from "./graph";
export type { BlocksJson, StackJson } from "./json";
export { SynthesizedStack, type Backend, type Block } from "./synthesized-stack";
export { literalText } from "./values";
export { templateParts, type TemplatePart } from "./template";

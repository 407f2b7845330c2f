export { criticalPath, type Chain, type ChainStep, type CriticalPath } from "./critical-path";
export { clock, comparison, criticalPathPicture, minutes, constructPath } from "./critical-path-picture";
export { toMermaid } from "./mermaid";
export type { Picture } from "./picture";
export { platformPicture } from "./platform-picture";
export { toSvg } from "./svg";

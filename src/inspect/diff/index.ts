export { diffOf, type StackDifference } from "./diff";
export { diffMarkdown } from "./markdown";

export { Synthesized, type Block } from "../support/synthesized";

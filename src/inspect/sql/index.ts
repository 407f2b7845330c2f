export { previewSql, toScript, type PreviewedResource } from "./preview";
export { NoSql } from "./reader";

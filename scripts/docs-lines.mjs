// Lines of the documentation that are too long to read in a diff. Tables, code and generated parts are as wide as they have to be.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export const MOST_CHARACTERS = 140;

/** The pages that are written by hand, at least in part. */
export function pagesOf(root) {
  const inFolder = (folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name));
  return [...inFolder("."), ...inFolder("docs"), ...inFolder("docs/adr"), ...inFolder("images")];
}

/** The lines of a page that must be broken, as `docs/aws.md:12`. */
export function longLines(root, page) {
  let isCode = false;
  let isGenerated = false;
  return readFileSync(join(root, page), "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const isFence = /^\s*(```|~~~)/.test(line);
      if (isFence) isCode = !isCode;
      if (line.startsWith("<!-- begin:")) isGenerated = true;
      if (line.startsWith("<!-- end")) isGenerated = false;
      if (isFence || isCode || isGenerated || /^\s*[|<]/.test(line)) return [];
      return line.length > MOST_CHARACTERS && canBreak(line) ? [`${page}:${index + 1}`] : [];
    });
}

/** Whether a line has a blank to break it at: a long address has none. */
function canBreak(line) {
  return line
    .replace(/^\s*([-*]|\d+\.)?\s*/, "")
    .slice(0, MOST_CHARACTERS)
    .includes(" ");
}

// Removes the comments of built JavaScript before it is packed: what is for readers stands in the declarations beside it.
//   node scripts/strip-comments.mjs <folder>
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";

/** The text without its comments, and without the lines that held nothing else. */
function withoutComments(text) {
  const comments = [];
  parse(text, { ecmaVersion: "latest", allowHashBang: true, onComment: comments });
  let kept = "";
  let end = 0;
  for (const comment of comments.filter(({ start }) => !text.startsWith("#!", start))) {
    const before = text.slice(end, comment.start).replace(/[ \t]+$/, "");
    const alone = (kept + before).endsWith("\n") && text[comment.end] === "\n";
    // A line break can end a statement.
    kept += before + (alone || text[comment.end] === "\n" ? "" : comment.value.includes("\n") ? "\n" : " ");
    end = comment.end + (alone ? 1 : 0);
  }
  return kept + text.slice(end);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node scripts/strip-comments.mjs <folder>");
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".js")) continue;
  const file = join(folder, name);
  writeFileSync(file, withoutComments(readFileSync(file, "utf8")));
}

// Prints the notes of a release: its section of CHANGELOG.md. `node scripts/release-notes.mjs v1.2.3` fails if the tag is not the version
// of package.json, or if the changelog has no such section.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The section of a version, without its heading. */
export function sectionOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  const [, ...lines] = (section ?? "").split("\n");
  return lines.join("\n").trim();
}

/** The notes of a tag. */
export function notesOf(tag, manifest, changelog) {
  const { version } = manifest;
  if (tag !== `v${version}`) throw new Error(`The tag must be v${version}, the version of package.json. Got: ${tag}`);
  const notes = sectionOf(changelog, version);
  if (notes === "") throw new Error(`CHANGELOG.md must have a section [${version}] with the changes of the release`);
  return notes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
  try {
    console.log(notesOf(process.argv[2] ?? "", JSON.parse(read("package.json")), read("CHANGELOG.md")));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

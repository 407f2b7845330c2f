// The settings of an interface as a table, from its docstrings: name, type, default and what the setting is for.
import { readFileSync } from "node:fs";
import ts from "typescript";

/** Texts of a docstring's comment, on one line. */
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

const cell = (text) => oneLine(text).replaceAll("|", "\\|");

/** The docstring of a member: its sentences, its `@default` without the leading dash, and its `@see`. */
function docOf(member) {
  const [doc] = member.jsDoc ?? [];
  const text = (comment) => oneLine(ts.getTextOfJSDocComment(comment) ?? "");
  const tag = (name) => doc?.tags?.find((each) => each.tagName.text === name);
  const value = (name) => {
    const found = tag(name);
    // What follows `@see https:` is parsed as a name; the source has it whole.
    return found === undefined
      ? undefined
      : oneLine(
          found
            .getText()
            .replace(/^@\w+/, "")
            .replace(/\n\s*\*/g, " "),
        );
  };
  return { text: text(doc?.comment), initial: value("default")?.replace(/^- /, ""), see: value("see") };
}

/** @param source `<file>:<interface>` */
export function settingsTable(root, source) {
  const [file, name] = source.split(":");
  const tree = ts.createSourceFile(file, readFileSync(`${root}/${file}`, "utf8"), ts.ScriptTarget.Latest, true);
  const declaration = tree.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === name);
  if (declaration === undefined) throw new Error(`${file} has no interface ${name}`);
  const rows = declaration.members.map((member) => {
    const { text, initial, see } = docOf(member);
    const isOptional = member.questionToken !== undefined;
    if (isOptional && initial === undefined) throw new Error(`${file}: ${name}.${member.name.text} has no @default`);
    const meaning = `${text}${see === undefined ? "" : ` [Reference](${see.split(" ")[0]})`}`;
    const type = `\`${oneLine(member.type.getText()).replaceAll("|", "\\|")}\``;
    return `| \`${member.name.text}\` | ${type} | ${isOptional ? cell(initial) : "required"} | ${cell(meaning)} |`;
  });
  return `\n| setting | type | default | meaning |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n\n`;
}

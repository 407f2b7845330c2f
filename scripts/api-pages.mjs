// What `npm run api` does with texts: the sources that jsii reads, and the pages that jsii-docgen wrote.

/**
 * jsii knows no JavaScript Error as a base class. In its copy such a class is a plain one with the message that it would have,
 * so that its own members are checked and documented.
 */
export function withoutErrorBase(source) {
  return source
    .replace(
      /( class \w+) extends Error \{/g,
      "$1 {\n  /** What is wrong, for a reader. It is a JavaScript Error. */\n  public readonly message: string;\n  private readonly name: string;",
    )
    .replace(/\bsuper\((\w+Error\.render\()/g, "this.message = ($1");
}

/** jsii imports the package and names the namespace; its users import the subpath. */
function importsOfUsers(page, packageName) {
  return page.replace(
    /```typescript\nimport \{ (\w+) \} from '([^']+)'\n\n([\s\S]*?)```/g,
    (all, space, name, code) => {
      if (name !== packageName) return all;
      const [, used] = new RegExp(`\\b${space}\\.(\\w+)`).exec(code) ?? [];
      if (used === undefined) throw new Error(`no ${space}.<name> in ${all}`);
      const from = space === "core" ? packageName : `${packageName}/${space}`;
      return `\`\`\`typescript\nimport { ${used} } from "${from}";\n\n${code.replaceAll(`${space}.${used}`, used)}\`\`\``;
    },
  );
}

/** What every construct has from `constructs` is not told again for each. */
function withoutInherited(page) {
  const names = "(?:toString|with|isConstruct)";
  return page
    .replace(new RegExp(`^##### \`${names}\` [\\s\\S]*?(?=^#{3,5} (?!.*\\.${names}\\.parameter))`, "gm"), "")
    .replace(new RegExp(`^\\| <code><a href="#[^"]*\\.${names}">.*\\n`, "gm"), "")
    .replace(/^#### (Methods|Static Functions) .*\n\n\|.*\n\| --- .*\n\n---\n/gm, "");
}

/** A page as it stands in docs/api. */
export function page(text, space, packageName) {
  const from = space === "core" ? packageName : `${packageName}/${space}`;
  return `${withoutInherited(importsOfUsers(text, packageName))
    .replace(/^# .*$/m, `# \`${from}\`\n\nWritten by \`npm run api\`.`)
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}

/** The first lines that differ, a few of each page; empty where all are equal. */
export function differences(before, after, most = 5) {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    if (old === undefined || now === undefined)
      return [`${name}: ${old === undefined ? "is missing" : "is left over"}`];
    const [a, b] = [old.split("\n"), now.split("\n")];
    const gone = a.filter((line) => !b.includes(line)).slice(0, most);
    const come = b.filter((line) => !a.includes(line)).slice(0, most);
    return [`${name}:`, ...gone.map((line) => `  - ${line}`), ...come.map((line) => `  + ${line}`)];
  });
}

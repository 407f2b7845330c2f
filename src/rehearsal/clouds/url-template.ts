/**
 * The parameters of a path that a template matches, undefined when it does not: `{name}` stands for one segment, `{name=**}` for all that
 * follow, and so does `*` at the end.
 */
export function matchTemplate(template: string, path: string, flags = ""): Record<string, string> | undefined {
  const parts = template.split(/(\{[^}]+\}|\*$)/).map((part) => {
    if (part === "*") return ".*";
    const [, name, form] = /^\{([^}=]+)(?:=([^}]+))?\}$/.exec(part) ?? [];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return `(?<${name.replace(/\W/g, "_")}>${form === "**" ? ".*" : "[^/]+"})`;
  });
  const found = new RegExp(`^${parts.join("")}$`, flags).exec(path);
  return found === null ? undefined : { ...found.groups };
}

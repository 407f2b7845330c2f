import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const page = readFileSync(join(root, "docs", "aws.md"), "utf8");

/** The props of an interface, read from its source. */
function propsOf(file: string, name: string): string[] {
  const source = readFileSync(join(root, "src", "aws", file), "utf8");
  const body = new RegExp(`export interface ${name} [^{]*\\{([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? "";
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map((match) => match[1] ?? "");
}

test.each([
  ["network", "network.ts", "NetworkSettings"],
  ["artifacts", "artifact-store.ts", "ArtifactSettings"],
  ["database", "backend-store.ts", "DatabaseSettings"],
  ["server", "tracking-server.ts", "ServerSettings"],
  ["gateway", "gateway.ts", "GatewaySettings"],
  ["observability", "observability.ts", "ObservabilitySettings"],
  ["people", "people.ts", "PeopleSettings"],
  ["snowflake", "platform-settings.ts", "SnowflakeSettings"],
  ["kedro", "platform-settings.ts", "KedroSettings"],
])("docs/aws.md lists every setting of %s", (part, file, name) => {
  const row = page.split("\n").find((line) => line.startsWith(`| \`${part}\` `)) ?? "";
  const props = propsOf(file, name);
  expect(props.length).toBeGreaterThan(2);
  expect([...row.matchAll(/`(\w+)`/g)].map((match) => match[1]).slice(1)).toEqual(props);
});

test("docs/aws.md lists every output of the stack", () => {
  const source = readFileSync(join(root, "src", "aws", "stack.ts"), "utf8");
  const outputs = [...source.matchAll(/this\.output\(\s*"(\w+)"/g)].map((match) => match[1] ?? "");
  expect(outputs.length).toBeGreaterThan(5);
  for (const output of [...outputs, "functions", "kedro_snowflake_yml", "kedro_credentials_yml"])
    expect(page).toContain(`\`${output}\``);
});

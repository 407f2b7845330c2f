import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Synthesized } from "./synthesized";

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
  ["existing", "platform-settings.ts", "ExistingAwsAttributes"],
])("docs/aws.md lists every setting of %s", (part, file, name) => {
  const row = page.split("\n").find((line) => line.startsWith(`| \`${part}\` `)) ?? "";
  const props = propsOf(file, name);
  expect(props.length).toBeGreaterThan(2);
  expect([...row.matchAll(/`(\w+)`/g)].map((match) => match[1]).slice(1)).toEqual(props);
});

test.each([
  ["network", "network.ts", "NetworkAttributes"],
  ["artifactStore", "artifact-store.ts", "ArtifactStoreAttributes"],
  ["backendStore", "backend-store.ts", "BackendStoreAttributes"],
  ["trackingServer", "tracking-server.ts", "TrackingServerAttributes"],
  ["snowflake", "platform-settings.ts", "ExistingSnowflakeNames"],
])("docs/aws.md lists all that is said of an existing %s", (part, file, name) => {
  const table = page.slice(page.indexOf("## What exists already")).split("\n");
  const row = table.find((line) => line.startsWith(`| \`${part}\` `)) ?? "";
  const listed = [...row.matchAll(/`(\w+)`/g)].map((match) => match[1]);
  expect(listed).toEqual(expect.arrayContaining([part, ...propsOf(file, name)]));
});

test("docs/snowflake.md lets the deploying role hand on exactly what the kedro role needs on objects that exist", () => {
  const names = {
    databaseName: "ANALYTICS",
    schemaName: "MLFLOW",
    warehouseName: "ANALYTICS_WH",
    kedroRoleName: "KEDRO",
  };
  const stack = Synthesized.environment({ existing: { snowflake: names } });
  const handedOn = Object.values(stack.all("snowflake_grant_privileges_to_account_role")).flatMap((grant) => {
    const on = grant.on_account_object as { object_type: string; object_name: string } | undefined;
    const schema = (grant.on_schema as { schema_name: string } | undefined)?.schema_name;
    const target = on === undefined ? schema && `SCHEMA ${schema}` : `${on.object_type} ${on.object_name}`;
    if (target === undefined || target.includes("${")) return [];
    return (grant.privileges as string[]).map((privilege) => `${privilege} ON ${target.replace(/"/g, "")}`);
  });
  const sql = readFileSync(join(root, "docs", "snowflake.md"), "utf8");
  const granted = [
    ...sql.matchAll(/^GRANT (.+) ON ((?:DATABASE|SCHEMA|WAREHOUSE) \S+) TO ROLE .+ WITH GRANT OPTION;/gm),
  ];
  const options = granted.flatMap(([, privileges = "", target = ""]) =>
    privileges.split(", ").map((privilege) => `${privilege} ON ${target}`),
  );
  expect(options.sort()).toEqual([...new Set(handedOn)].sort());
  expect(sql).toContain("GRANT ROLE KEDRO TO ROLE MLOPS_DEPLOY;");
});

test("docs/aws.md lists every output of the stack", () => {
  const source = readFileSync(join(root, "src", "aws", "stack.ts"), "utf8");
  const outputs = [...source.matchAll(/this\.output\(\s*"(\w+)"/g)].map((match) => match[1] ?? "");
  expect(outputs.length).toBeGreaterThan(5);
  for (const output of [...outputs, "functions", "kedro_snowflake_yml", "kedro_credentials_yml"])
    expect(page).toContain(`\`${output}\``);
});

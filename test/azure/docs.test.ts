import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RESOURCE_PROVIDERS } from "../../src/azure/azure-provider";
import { azureRolesFor, GRAPH } from "../../src/inspect/policy/azure";
import { Purpose } from "../../src/inspect/policy/purpose";
import { azureDevStack, azureProdStack } from "../inspect/stack";

const root = join(__dirname, "..", "..");
const page = readFileSync(join(root, "docs", "azure.md"), "utf8");

const settingsPage = readFileSync(join(root, "docs", "azure-settings.md"), "utf8");
const settingsSource = readFileSync(join(root, "src", "azure", "settings.ts"), "utf8");

/** The types of the settings that an interface holds, by the setting. */
function settingsOf(name: string): [string, string][] {
  const body = new RegExp(`export interface ${name} [^{]*\\{([\\s\\S]*?)\\n\\}`).exec(settingsSource)?.[1] ?? "";
  return [...body.matchAll(/^ {2}readonly (\w+)\?: (\w+);/gm)].map(([, field = "", type = ""]) => [field, type]);
}

test.each([...settingsOf("AzurePlatformSettings"), ...settingsOf("ExistingAzureAttributes")])(
  "docs/azure-settings.md has the table of %s",
  (_field, type) => {
    expect(settingsPage).toMatch(new RegExp(`begin: settings src/\\S+:${type} -->\n\n\\| setting`));
  },
);

test("the settings of every component of a platform are found in the sources", () => {
  expect(settingsOf("AzurePlatformSettings").length).toBe(8);
  expect(settingsOf("ExistingAzureAttributes")).toHaveLength(6);
});

test("docs/azure.md lists every output of the stack", () => {
  const sources = ["src/azure/stack.ts", "src/platform/stack.ts"].map((file) => readFileSync(join(root, file), "utf8"));
  const outputs = [...sources.join().matchAll(/this\.addOutput\(\s*"(\w+)"/g)].map((match) => match[1] ?? "");
  expect(outputs.length).toBeGreaterThan(10);
  for (const output of [...outputs, "kedro_snowflake_yml", "kedro_credentials_yml"])
    expect(page).toContain(`\`${output}\``);
});

test("docs/azure.md names every resource provider that is registered", () => {
  const names = page.toLowerCase();
  for (const provider of RESOURCE_PROVIDERS) expect(names).toContain(`\`${provider.toLowerCase()}\``);
});

test("docs/azure.md names the roles of a deploy, and docs/deploy-identities.md the permissions of Microsoft Graph", () => {
  const roles = [azureDevStack(), azureProdStack()].flatMap((stack) => azureRolesFor(stack, Purpose.DEPLOY).roles);
  const identities = readFileSync(join(root, "docs", "deploy-identities.md"), "utf8");
  expect(roles.length).toBeGreaterThan(4);
  for (const { role, scope } of roles)
    if (scope === GRAPH) expect(identities).toContain(`\`${role}\``);
    else expect(page).toMatch(new RegExp(`^\\| ${role} `, "m"));
});

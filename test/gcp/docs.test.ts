import { readFileSync } from "node:fs";
import { join } from "node:path";
import { servicesOf } from "../../src/gcp/project-services/defaults";
import type { UsedServices } from "../../src/gcp/project-services/settings";
import { RESOURCES } from "../../src/inspect/policy/gcp/table";

const root = join(__dirname, "..", "..");
const page = readFileSync(join(root, "docs", "gcp.md"), "utf8");

const settingsPage = readFileSync(join(root, "docs", "gcp-settings.md"), "utf8");
const settingsSource = readFileSync(join(root, "src", "gcp", "settings.ts"), "utf8");

/** The types of the settings that an interface holds, by the setting. */
function settingsOf(name: string): [string, string][] {
  const body = new RegExp(`export interface ${name} [^{]*\\{([\\s\\S]*?)\\n\\}`).exec(settingsSource)?.[1] ?? "";
  return [...body.matchAll(/^ {2}readonly (\w+)\?: (\w+);/gm)]
    .map(([, field = "", type = ""]): [string, string] => [field, type])
    .filter(([, type]) => type !== "boolean");
}

test.each([...settingsOf("GcpPlatformSettings"), ...settingsOf("ExistingGcpAttributes")])(
  "docs/gcp-settings.md has the table of %s",
  (_field, type) => {
    expect(settingsPage).toMatch(new RegExp(`begin: settings src/\\S+:${type} -->\n\n\\| setting`));
  },
);

test("the settings of every component of a platform are found in the sources", () => {
  expect(settingsOf("GcpPlatformSettings").length).toBe(7);
  expect(settingsOf("ExistingGcpAttributes")).toHaveLength(4);
});

test("docs/gcp.md lists every output of the stack", () => {
  const sources = ["src/gcp/stack.ts", "src/platform/stack.ts"].map((file) => readFileSync(join(root, file), "utf8"));
  const outputs = [...sources.join().matchAll(/this\.addOutput\(\s*"(\w+)"/g)].map((match) => match[1] ?? "");
  expect(outputs.length).toBeGreaterThanOrEqual(10);
  for (const output of [...outputs, "kedro_snowflake_yml", "kedro_credentials_yml"])
    expect(page).toContain(`\`${output}\``);
});

test("docs/gcp.md names every service that a platform enables", () => {
  const everything: Required<UsedServices> = {
    ...{ privateNetwork: true, ui: true, monitoring: true, budget: true, encryptionKeys: true },
    ...{ vertexAi: true, dataCapture: true },
  };
  for (const service of servicesOf(everything)) expect(page).toContain(`\`${service}\``);
});

test("docs/gcp.md lists every role of a deploy that the table has, but those of the pipelines' identities", () => {
  const listed = [...page.matchAll(/`(roles\/[\w.]+)`/g)].map(([, role]) => role);
  const roles = Object.values(RESOURCES).flatMap(({ deploy }) => deploy);
  expect(new Set(roles).size).toBeGreaterThan(10);
  expect([...new Set(roles)].filter((role) => !listed.includes(role))).toEqual([
    "roles/iam.workloadIdentityPoolAdmin",
    "roles/billing.admin",
  ]);
});

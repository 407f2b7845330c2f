import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FaultsReport } from "../../src/rehearsal/faults";
import { CliRun, ROOT } from "../support/cli";

// A project of somebody else's: two resources that depend on each other, of which one is to be replaced before it is deleted although
// it has a name of its own, and a stack that may not be destroyed.
const APP = `
const { App, TerraformStack } = require("cdktf");
const { Id } = require("@cdktf/provider-random/lib/id");
const { RandomProvider } = require("@cdktf/provider-random/lib/provider");
const { SnowflakeProvider } = require("@cdktf/provider-snowflake/lib/provider");
const { Warehouse } = require("@cdktf/provider-snowflake/lib/warehouse");
const app = new App();
for (const [name, lifecycle] of [["tiny", undefined], ["kept", { preventDestroy: true }]]) {
  const stack = new TerraformStack(app, name);
  new RandomProvider(stack, "Random");
  new SnowflakeProvider(stack, "Snowflake");
  const id = new Id(stack, "Suffix", { byteLength: 2, lifecycle });
  new Warehouse(stack, "Warehouse", { name: "WH_" + id.hex, comment: "small", lifecycle: { createBeforeDestroy: true } });
}
app.synth();
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-faults-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "main.js"), APP);
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node main.js" }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function faults(...args: string[]) {
  const run = new CliRun(["faults", ...args], { cwd: folder });
  return { status: await run.ended, output: run.output };
}

test("the command counts its faults, and its report names the addresses", async () => {
  const { status, output } = await faults("tiny", "--json", join(folder, "report.json"));
  expect(output).toContain(
    "10 faults injected into 2 resources: every deploy and destroy converged, no resources are left",
  );
  expect(output).toContain("untainted: 1 snowflake_warehouse\n");
  expect(status).toBe(0);
  const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as FaultsReport;
  expect(report).toMatchObject({ stack: "tiny", ok: true, resources: 2, notReached: [], failures: [] });
  const both = ["random_id.Suffix", "snowflake_warehouse.Warehouse"];
  expect(report.waves.map(({ wave, failed }) => [wave, failed])).toEqual([
    ["create refused", both],
    ["update refused", ["snowflake_warehouse.Warehouse"]],
    ["update timed out", ["snowflake_warehouse.Warehouse"]],
    ["delete refused", both],
    ["create timed out", both],
    ["delete timed out", both],
  ]);
}, 240_000);

test("one type can fail alone", async () => {
  const { status, output } = await faults("tiny", "--only", "random_id");
  expect(output).toContain("4 faults injected into 2 resources");
  expect(status).toBe(0);
}, 240_000);

test.each(["faults", "rehearse"])(
  "mlops %s of a stack that does not exist prints one line",
  async (command) => {
    const run = new CliRun([command, "none"], { cwd: folder });
    expect(await run.ended).toBe(1);
    expect(run.output).toBe("There is no stack none. The project has: kept, tiny\n");
  },
  120_000,
);

test.each([
  [["kept"], "random_id.Suffix has prevent_destroy, and faults destroys the stack"],
  [["tiny", "--only", "aws_vpc"], "tiny has no resource of the type aws_vpc"],
])(
  "%j is refused with the reason",
  async (args, reason) => {
    const { status, output } = await faults(...args);
    expect(output).toContain(reason);
    expect(status).toBe(1);
  },
  120_000,
);

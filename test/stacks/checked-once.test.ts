import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { Problems } from "cdktf-snowflake-mlops";
import { AwsEnvironments, AwsMlopsStack } from "cdktf-snowflake-mlops/aws";
import { AWS_ENVIRONMENT } from "../../src/aws/checks";
import { AZURE_ENVIRONMENT } from "../../src/azure/checks";
import { that } from "../../src/core/rules";
import { GCP_ENVIRONMENT } from "../../src/gcp/checks";
import { awsDev } from "../../stacks/environments/aws-dev";
import { azureDev } from "../../stacks/environments/azure-dev";
import { gcpDev } from "../../stacks/environments/gcp-dev";
import { synthesize } from "../../stacks/synthesize";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "checked-once-"));
  process.env.CDKTF_OUTDIR = folder;
});
afterEach(() => {
  delete process.env.CDKTF_OUTDIR;
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["AWS", AWS_ENVIRONMENT, () => synthesize({ aws: [{ ...awsDev }] })],
  ["Azure", AZURE_ENVIRONMENT, () => synthesize({ azure: [{ ...azureDev }] })],
  ["Google Cloud", GCP_ENVIRONMENT, () => synthesize({ gcp: [{ ...gcpDev }] })],
])("a setting of an environment on %s is checked once", (_, table, synthesized) => {
  let times = 0;
  const rows = table.rows as object[];
  rows.push({ field: "name", rule: that(() => (times += 1) > 0, "", "") });
  synthesized();
  rows.pop();
  expect(times).toBe(1);
});

test("an environment with a problem is refused by its stack too", () => {
  const environment = { ...awsDev, region: "Frankfurt" };
  const problems = new Problems(environment.name);
  AwsEnvironments.check(problems, environment);
  expect(problems.all).toHaveLength(1);
  expect(() => new AwsMlopsStack(Testing.app(), environment)).toThrow('region = "Frankfurt"');
});

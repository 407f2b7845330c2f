import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Testing, type TerraformStack } from "cdktf";
import { AwsMlopsStack, AwsStateStack } from "cdktf-snowflake-mlops/aws";
import { awsState } from "../../stacks/bootstrap/aws-state";
import { awsDev } from "../../stacks/environments/aws-dev";
import { awsProd } from "../../stacks/environments/aws-prod";
import { Synthesized } from "../aws/synthesized";

const HOW = "UPDATE_GOLDEN=1 npx jest test/stacks/golden";

const stacks: [string, () => TerraformStack][] = [
  ["aws-dev", () => new AwsMlopsStack(Testing.app(), awsDev)],
  ["aws-prod", () => new AwsMlopsStack(Testing.app(), awsProd)],
  ["aws-state", () => new AwsStateStack(Testing.app(), awsState)],
];

/**
 * An address is API: when one disappears, Terraform destroys what a team has there. Content hashes of translators are part
 * of their names in Snowflake, never of their addresses.
 */
test.each(stacks)("no address of %s disappears", (name, make) => {
  const file = join(__dirname, "..", "golden", `${name}.txt`);
  const addresses = Synthesized.of(make()).addresses();
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, `${addresses.join("\n")}\n`);
  const golden = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  const gone = golden.filter((address) => !addresses.includes(address));
  const unlisted = addresses.filter((address) => !golden.includes(address));
  // Fails with the addresses and, as a reminder, how to write the list anew.
  expect({ gone, remedy: "Keep the address, or move it: resource.moveFromId(<old address>)" }).toEqual({
    gone: [],
    remedy: "Keep the address, or move it: resource.moveFromId(<old address>)",
  });
  expect({ unlisted, remedy: `New addresses are listed by: ${HOW}` }).toEqual({
    unlisted: [],
    remedy: `New addresses are listed by: ${HOW}`,
  });
});

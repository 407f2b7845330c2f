import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Size, ValidationError, type EnvironmentProps } from "cdktf-snowflake-mlops";
import { teamDev } from "../../examples/bring-your-own/environment";
import { awsDev } from "../../stacks/environments/aws-dev";
import { reportInvalid, synthesize, withoutProtection } from "../../stacks/synthesize";
import { ROOT } from "../support/cli";

let folder: string;
let told: string;

/** Synthesizes environments. Returns the exit status, and keeps what the program would say. */
function run(...given: Parameters<typeof synthesize>): number {
  try {
    synthesize(...given);
    return 0;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    told += error.message;
    return 1;
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "synthesize-"));
  process.env.CDKTF_OUTDIR = folder;
  told = "";
});

afterEach(() => {
  delete process.env.CDKTF_OUTDIR;
  rmSync(folder, { recursive: true, force: true });
});

test("every environment becomes one stack in the folder that the CLI names, without credentials", () => {
  expect(run({ aws: [awsDev] })).toBe(0);
  expect(existsSync(join(folder, "stacks", "aws-dev", "cdk.tf.json"))).toBe(true);
  expect(told).toBe("");
});

test("one message lists all problems of all environments, and nothing is synthesized", () => {
  const status = run({
    aws: [
      { ...awsDev, prefix: "NOT-OK", network: { zones: 9 } },
      { name: "aws-prod", size: Size.PROD, region: "Frankfurt" },
    ],
  });
  expect(status).toBe(1);
  expect(told).toMatch(/^\d problems:\n/);
  for (const begin of ["aws-dev: prefix = ", "aws-dev: network.zones = 9: ", 'aws-prod: region = "Frankfurt": '])
    expect(told).toContain(begin);
  expect(told).not.toMatch(/^\s+at /m);
  expect(readdirSync(folder)).toEqual([]);
});

test("an environment file brings its own as plain data", () => {
  expect(run({ aws: [awsDev, teamDev] })).toBe(0);
  expect(told).toBe("");
  const json = JSON.parse(readFileSync(join(folder, "stacks", teamDev.name, "cdk.tf.json"), "utf8")) as {
    resource: Record<string, Record<string, Record<string, unknown>>>;
  };
  for (const type of ["aws_vpc", "aws_s3_bucket", "aws_db_instance", "snowflake_database", "snowflake_account_role"])
    expect(json.resource).not.toHaveProperty(type);
  const [link] = Object.values(json.resource.aws_apigatewayv2_vpc_link ?? {});
  expect(link?.subnet_ids).toEqual(teamDev.existing?.network?.serverSubnetIds);
  const [schema] = Object.values(json.resource.snowflake_schema ?? {});
  expect(schema).toMatchObject({ database: "ANALYTICS", name: "TEAM_C" });
});

test("what an environment brings is checked with all the rest, and nothing is synthesized", () => {
  const existing = { ...teamDev.existing, backendStore: { uriSecretArn: "mlflow-uri" } };
  expect(run({ aws: [{ ...teamDev, region: "Frankfurt", network: { zones: 2 }, existing }] })).toBe(1);
  for (const begin of [
    'team-dev: region = "Frankfurt": ',
    'team-dev: network = "set": must be omitted: it has no effect when existing.network is set',
    "team-dev: existing.backendStore.uriSecretArn = ",
  ])
    expect(told).toContain(begin);
  expect(readdirSync(folder)).toEqual([]);
});

test("two environments of one name are refused", () => {
  expect(run({ aws: [awsDev, awsDev] })).toBe(1);
  expect(told).toContain('name = "aws-dev"');
  expect(readdirSync(folder)).toEqual([]);
});

test("two environments of one prefix are refused, unless both say that neither account is shared", () => {
  const first = {
    ...awsDev,
    prefix: "mlops-dev",
    accountId: "111122223333",
    snowflakeAccount: { accountName: "FIRST" },
  };
  const second = { ...awsDev, prefix: "mlops-dev", name: "aws-test", accountId: "444455556666" };
  for (const other of [
    { ...awsDev, prefix: "mlops-dev", name: "aws-test" },
    second,
    { ...second, accountId: first.accountId },
  ]) {
    told = "";
    expect(run({ aws: [first, other] })).toBe(1);
    expect(told).toContain('aws-test: prefix = "mlops-dev": aws-dev has the same prefix');
  }
  const ofTheirOwn = { ...second, snowflakeAccount: { accountName: "SECOND" } };
  expect(run({ aws: [first, ofTheirOwn] })).toBe(0);
});

test("a cloud's package is loaded only when an environment of the cloud is there", () => {
  const loaded = (environments: object) => {
    const program = `
      require(${JSON.stringify(join(ROOT, ".build", "stacks", "synthesize.js"))}).synthesize(${JSON.stringify(environments)});
      console.log(Object.keys(require.cache).some((file) => file.includes("/@cdktf/provider-aws/")));`;
    return execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim();
  };
  expect(loaded({})).toBe("false");
  expect(loaded({ aws: [awsDev] })).toBe("true");
}, 60_000);

test("state in S3 is encrypted and locked by S3 itself", () => {
  expect(run({ aws: [{ ...awsDev, state: { bucket: "my-state", region: "eu-central-1" } }] })).toBe(0);
  const json = JSON.parse(readFileSync(join(folder, "stacks", "aws-dev", "cdk.tf.json"), "utf8")) as {
    terraform: { backend: { s3: Record<string, unknown> } };
  };
  expect(json.terraform.backend.s3).toMatchObject({
    bucket: "my-state",
    key: "aws-dev.tfstate",
    encrypt: true,
    use_lockfile: true,
  });
});

test("MLOPS_UNPROTECTED takes the protection from the environments that it names, and from no other", () => {
  const names = ["aws-prod", "aws-prod-2", "aws-dev"];
  const environments = names.map((name): EnvironmentProps => ({ name, size: Size.PROD }));
  const unprotected = (names?: string) =>
    environments
      .map((environment) => withoutProtection(environment, names))
      .filter(({ protection }) => protection === false)
      .map(({ name }) => name);
  expect(unprotected()).toEqual([]);
  expect(unprotected("")).toEqual([]);
  expect(unprotected("aws-prod")).toEqual(["aws-prod"]);
  expect(unprotected("aws-dev, aws-prod-2")).toEqual(["aws-prod-2", "aws-dev"]);
});

test("a program ends with status 1 and the problems of an environment, and any other error is thrown", () => {
  const said = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const before = process.exitCode;
  try {
    const problem = { path: "aws-dev", field: "region", value: '"x"', rule: "must be a region", remedy: "Use one" };
    reportInvalid(new ValidationError([problem]));
    expect(process.exitCode).toBe(1);
    expect(said.mock.calls).toEqual([['aws-dev: region = "x": must be a region. Use one']]);
    expect(() => reportInvalid(new TypeError("a defect"))).toThrow(TypeError);
  } finally {
    process.exitCode = before;
    said.mockRestore();
  }
});

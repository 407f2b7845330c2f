import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Testing } from "cdktf";
import { isStateful, STATEFUL_TYPES } from "../../src/inspect/plan";
import type { StackJson } from "../../src/inspect/stack";
import { STACKS } from "../support/stacks";
import { RehearsedUpgrade } from "../support/upgrade";

// Each folder here is a release; its stacks are deployed, and the stacks of today are planned over them.
const BASELINES = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(__dirname, name)).map((file): [string, string] => [name, file.replace(/\.tf\.json$/, "")]),
  );

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

function ofToday(name: string): StackJson {
  const make = STACKS.find(([stack]) => stack === name)?.[1];
  if (make === undefined) throw new Error(`${name} is no stack any more: what was deployed of it would be forgotten`);
  return JSON.parse(Testing.synth(make(), true)) as StackJson;
}

/** Edits that look harmless and replace the resource. */
const CARELESS: Record<string, Record<string, unknown>> = {
  aws_db_instance: { username: "other" },
  random_password: { length: 41 },
  azurerm_postgresql_flexible_server: { name: "other-database" },
  google_sql_database_instance: { name: "other-database" },
  snowflake_schema: { database: "OTHER" },
};

/** What holds the artifacts or the state on each cloud. */
const BUCKETS = ["aws_s3_bucket", "azurerm_storage_account", "google_storage_bucket"];

const blocksOf = (stack: StackJson, type: string) => ((stack.resource ?? {}) as Blocks)[type] ?? {};

/** A copy in which the first resource of a type has other arguments; the same where there is none. */
function edited(stack: StackJson, type: string, edit: Record<string, unknown>): StackJson {
  const [[name, values] = ["", {}]] = Object.entries(blocksOf(stack, type));
  const byName = { ...blocksOf(stack, type), [name]: { ...values, ...edit } };
  return name === "" ? stack : { ...stack, resource: { ...stack.resource, [type]: byName } };
}

const addressOf = (stack: StackJson, type: string) => `${type}.${String(Object.keys(blocksOf(stack, type))[0])}`;

/** A copy in which one resource has another name, references to it included. */
function readdressed(stack: StackJson, from: string, to: string): StackJson {
  const [type = "", name = ""] = from.split(".");
  const byName = Object.entries(blocksOf(stack, type)).map(([each, values]) => [each === name ? to : each, values]);
  const copy = { ...stack, resource: { ...stack.resource, [type]: Object.fromEntries(byName) as Blocks[string] } };
  return JSON.parse(JSON.stringify(copy).replaceAll(from, `${type}.${to}`)) as StackJson;
}

test("there is a release to upgrade from", () => {
  expect(BASELINES.length).toBeGreaterThan(0);
});

describe.each(BASELINES)("an upgrade from %s of %s", (release, name) => {
  const today = ofToday(name);
  const baseline = JSON.parse(readFileSync(join(__dirname, release, `${name}.tf.json`), "utf8")) as StackJson;
  let deployed: RehearsedUpgrade;

  beforeAll(async () => {
    deployed = await RehearsedUpgrade.deploy({
      baseline,
      upgrades: [today],
      bindings: resolve(__dirname, "../.."),
      environment: process.env,
    });
  }, 240_000);

  afterAll(() => deployed.close());

  test("deletes and replaces nothing that holds data or an identity", async () => {
    // Keep the address with Moves.subtree, or keep the argument: docs/versioning.md.
    expect(await deployed.losses(today)).toEqual([]);
  }, 120_000);

  test("would be caught deleting a bucket, or replacing a database, a password or a schema", async () => {
    const kind = BUCKETS.find((type) => type in (today.resource ?? {})) ?? "";
    const bucket = addressOf(today, kind);
    const careless = Object.entries(CARELESS).reduce(
      (stack, [type, edit]) => edited(stack, type, edit),
      readdressed(today, bucket, "Renamed"),
    );
    const expected = Object.keys(CARELESS)
      .filter((type) => type in (today.resource ?? {}))
      .map((type) => ({ address: addressOf(today, type), action: "replace", loses: STATEFUL_TYPES[type] }));
    const losses = await deployed.losses(careless);
    expect(losses).toEqual(expect.arrayContaining(expected));
    expect(losses).toContainEqual({ address: bucket, action: "delete", loses: STATEFUL_TYPES[kind] });
  }, 120_000);

  test("would be caught making the names of buckets again", async () => {
    const kind = BUCKETS.find((type) => type in (today.resource ?? {})) ?? "";
    const suffixes = Object.entries(blocksOf(today, "random_id"));
    const longer = suffixes.map(([id, values]) => [id, { ...values, byte_length: 7 }] as const);
    const careless = { ...today, resource: { ...today.resource, random_id: Object.fromEntries(longer) } };
    const bucket = { address: addressOf(today, kind), action: "replace", loses: STATEFUL_TYPES[kind] };
    expect(await deployed.losses(careless)).toContainEqual(bucket);
  }, 120_000);

  test("finds every type of both releases looked at: stateful, or known to be replaceable", () => {
    const types = [baseline, today].flatMap(({ resource }) => Object.keys(resource ?? {}));
    expect(types.filter((type) => isStateful(type) === undefined)).toEqual([]);
  });

  test("is kept without anything of the machine that wrote it", () => {
    const text = JSON.stringify(baseline);
    expect(text).not.toContain('"//"');
    expect(Object.keys(baseline.terraform)).toEqual(["required_providers"]);
    expect(text).not.toContain(resolve(__dirname, "../.."));
  });

  test("applies, and a second plan is empty", async () => {
    expect(await deployed.upgrade(today)).toEqual({ changes: [], outputs: [] });
  }, 120_000);
});

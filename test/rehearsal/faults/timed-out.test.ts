import { rules as aws } from "../../../src/rehearsal/clouds/aws";
import { rules as snowflake } from "../../../src/rehearsal/clouds/snowflake";
import type { Fault } from "../../../src/rehearsal/simulator";
import { stack, Workbench, type Json, type JsonObject } from "../simulator/terraform";

const TIMEOUT = 60_000;

/** The first call of a kind is done by the cloud, and its answer is lost. */
const losing =
  (type: string, action: string): Fault =>
  (call) =>
    call.type === type && call.action === action && call.count === 1
      ? { message: `${type}: timeout while waiting`, done: true }
      : undefined;

async function withBench(config: JsonObject, fault: Fault, story: (bench: Workbench) => Promise<void>): Promise<void> {
  const bench = await Workbench.open({ stacks: [config], rules: [aws, snowflake], fault });
  try {
    expect(await bench.apply(config)).toMatchObject({ status: 1, text: expect.stringContaining("timeout") as string });
    await story(bench);
  } finally {
    await bench.close();
  }
}

const warehouse = (comment: string) => stack({ resource: { snowflake_warehouse: { wh: { name: "WH", comment } } } });

const held = (bench: Workbench, source: string) => bench.simulator.accounts.get(source)?.size;

test(
  "a create that timed out has made the object: the next apply replaces it",
  () =>
    withBench(warehouse("a"), losing("snowflake_warehouse", "create"), async (bench) => {
      expect(held(bench, "snowflakedb/snowflake")).toBe(1);
      expect((await bench.plan(warehouse("a"))).text).toContain("is tainted, so must be replaced");
      expect((await bench.apply(warehouse("a"))).text).toContain("1 added, 0 changed, 1 destroyed");
    }),
  TIMEOUT,
);

test(
  "an update that timed out has changed the object: the next plan is empty",
  async () => {
    const bench = await Workbench.open({
      stacks: [warehouse("a")],
      rules: [snowflake],
      fault: losing("snowflake_warehouse", "update"),
    });
    try {
      await bench.apply(warehouse("a"));
      expect(await bench.apply(warehouse("b"))).toMatchObject({ status: 1 });
      expect(await bench.plan(warehouse("b"))).toMatchObject({ status: 0 });
    } finally {
      await bench.close();
    }
  },
  TIMEOUT,
);

test(
  "a delete that timed out has deleted the object: the next destroy finds it gone",
  async () => {
    const bench = await Workbench.open({
      stacks: [warehouse("a")],
      rules: [snowflake],
      fault: losing("snowflake_warehouse", "delete"),
    });
    try {
      await bench.apply(warehouse("a"));
      expect(await bench.destroy()).toMatchObject({ status: 1 });
      expect(held(bench, "snowflakedb/snowflake")).toBe(0);
      expect(await bench.destroy()).toMatchObject({ status: 0 });
    } finally {
      await bench.close();
    }
  },
  TIMEOUT,
);

/** What Terraform can't replace, and what it says. Each is kept by `terraform untaint`, and the next apply holds. */
const STUCK: [string, string, string, string, Record<string, Record<string, Record<string, Json>>>][] = [
  [
    "with prevent_destroy",
    "aws_s3_bucket",
    "hashicorp/aws",
    "Instance cannot be destroyed",
    { aws_s3_bucket: { it: { bucket: "mlops-artifacts", lifecycle: { prevent_destroy: true } } } },
  ],
  [
    "that something with create_before_destroy depends on",
    "snowflake_database",
    "snowflakedb/snowflake",
    "Object 'MLOPS' already exists",
    {
      snowflake_database: { it: { name: "MLOPS" } },
      snowflake_schema: {
        of: { name: "MLFLOW", database: "${snowflake_database.it.name}", lifecycle: { create_before_destroy: true } },
      },
    },
  ],
];

test.each(STUCK)(
  "a resource %s whose create timed out is stuck until it is untainted",
  (_, type, source, message, resource) => {
    const config = stack({ resource });
    return withBench(config, losing(type, "create"), async (bench) => {
      const made = Object.keys(resource).length;
      expect(await bench.apply(config)).toMatchObject({
        status: 1,
        text: expect.stringContaining(message) as string,
      });
      expect(await bench.run("untaint", `${type}.it`)).toMatchObject({ status: 0 });
      expect(await bench.apply(config)).toMatchObject({ status: 0 });
      expect(await bench.plan(config)).toMatchObject({ status: 0 });
      expect(held(bench, source)).toBe(made);
    });
  },
  TIMEOUT,
);

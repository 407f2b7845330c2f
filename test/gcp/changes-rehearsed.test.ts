import { Size } from "../../src/core";
import type { GcpEnvironmentProps } from "../../src/gcp";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { expectDestroyedToNothing } from "../support/destroyed";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;

// Few functions: how many there are has nothing to do with what is tested here. One prefix: the environment's own would change with its name.
const FEW: Partial<GcpEnvironmentProps> = {
  prefix: "mlops-x",
  region: "europe-west1",
  snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
};

const synthesized = (environment: Partial<GcpEnvironmentProps> = {}) =>
  Synthesized.environment({ ...FEW, ...environment });
const stackOf = (environment: Partial<GcpEnvironmentProps>) => synthesized(environment).json as JsonObject;

/** Types of the resources that a plan deletes or replaces. */
function lost(text: string): string[] {
  return [...text.matchAll(/# (\w+)\.\S+ (?:must be replaced|will be destroyed)/g)].map((match) => match[1] ?? "");
}

describe("a dev platform that changes", () => {
  const development = synthesized();
  const dev = development.json as JsonObject;
  const production = synthesized({ size: Size.PROD });
  const prod = production.json as JsonObject;
  const bare = stackOf({ size: Size.PROD, protection: false });
  let bench: Workbench;

  // The tests follow each other: each begins with what the one before it applied.
  beforeAll(async () => {
    bench = await Workbench.open({ stacks: [dev, prod, bare], rules: [...allRules] });
    expect(await bench.apply(dev)).toMatchObject({ status: 0 });
  }, TIMEOUT);

  afterAll(() => bench.close());

  test.each<[string, Partial<GcpEnvironmentProps>, string]>([
    [
      "another artifacts.artifactPrefix",
      { artifacts: { artifactPrefix: "other" } },
      "prefix of the artifacts cannot be changed by a deploy alone",
    ],
    ["another prefix", { prefix: "mlops-y" }, "prefix cannot be changed after the first deploy"],
    ["another region", { region: "europe-west2" }, "region cannot be changed after the first deploy"],
    [
      "another database.engineVersion",
      { database: { engineVersion: "15" } },
      "database.engineVersion cannot be lowered",
    ],
  ])(
    "the plan of %s fails and says what to do",
    async (_what, change, message) => {
      const plan = await bench.plan(stackOf(change));
      expect(plan.status).toBe(1);
      expect(plan.text.replace(/\s+/g, " ")).toContain(message);
    },
    TIMEOUT,
  );

  test(
    "it grows in place: nothing is replaced, and prod refuses to be destroyed",
    async () => {
      const plan = await bench.plan(prod);
      expect(plan).toMatchObject({ status: 2 });
      expect(lost(plan.text)).toEqual([]);
      expect(await bench.apply(prod)).toMatchObject({ status: 0 });
      expect(await bench.plan(prod)).toMatchObject({ status: 0 });

      const refused = await bench.destroy();
      expect(refused.status).toBe(1);
      expect(refused.text).toContain(
        `${production.address("google_sql_database_instance")} has lifecycle.prevent_destroy set`,
      );
    },
    TIMEOUT,
  );

  test(
    "without protection it is applied once more, and destroyed to nothing",
    async () => {
      expect(await bench.apply(bare)).toMatchObject({ status: 0 });
      await expectDestroyedToNothing(bench);
    },
    TIMEOUT,
  );
});

import { NetworkEgress, type AwsEnvironmentProps } from "../../src/aws";
import { Size } from "../../src/core";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { countObjects } from "../../src/rehearsal/existing";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { expectDestroyedToNothing } from "../support/destroyed";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;

// Few functions: how many there are has nothing to do with what is tested here. One prefix: the environment's own would change with its name.
const FEW: Partial<AwsEnvironmentProps> = {
  prefix: "mlops-x",
  region: "eu-central-1",
  snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
};

const synthesized = (environment: Partial<AwsEnvironmentProps> = {}) =>
  Synthesized.environment({ ...FEW, ...environment });
const stackOf = (environment: Partial<AwsEnvironmentProps>) => synthesized(environment).json as JsonObject;

/** Addresses that a plan deletes or replaces. */
function lost(text: string): string[] {
  return [...text.matchAll(/# (\S+) (?:must be replaced|will be destroyed)/g)].map((match) => match[1] ?? "");
}

/** The same stack, as if somebody had taken `prevent_destroy` out by hand. */
function withoutPreventDestroy(stack: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(stack).replaceAll('"prevent_destroy":true', '"prevent_destroy":false'),
  ) as JsonObject;
}

describe("a dev platform that becomes prod", () => {
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

  test(
    "a rotated password reaches database, secret and servers in one apply",
    async () => {
      const password = development.address("random_password");
      const before = bench.attributes(password).result;
      const rotation = await bench.run("apply", "-auto-approve", "-input=false", `-replace=${password}`);
      expect(rotation).toMatchObject({ status: 0 });
      const after = bench.attributes(password).result;
      expect(after).not.toBe(before);
      expect(bench.attributes(development.address("aws_db_instance")).password).toBe(after);
      const uri = bench.attributes(development.address("aws_secretsmanager_secret_version"));
      expect(uri.secret_string).toContain(`:${String(after)}@`);
      expect(bench.attributes(development.address("aws_ecs_service")).triggers).toEqual({ secret: uri.version_id });
      expect(await bench.plan(dev)).toMatchObject({ status: 0 });
    },
    TIMEOUT,
  );

  test.each<[string, Partial<AwsEnvironmentProps>, string]>([
    [
      "another network.cidr",
      { network: { cidr: "10.50.0.0/16" } },
      "network.cidr cannot be changed after the first deploy",
    ],
    [
      "another artifacts.artifactPrefix",
      { artifacts: { artifactPrefix: "other" } },
      "Bucket and prefix of the artifacts",
    ],
    ["another prefix", { prefix: "mlops-y" }, "prefix cannot be changed after the first deploy"],
    ["another region", { region: "eu-west-1" }, "region cannot be changed after the first deploy"],
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
    "it grows in place: of what holds data nothing is replaced, and prod refuses to be destroyed",
    async () => {
      const plan = await bench.plan(prod);
      expect(plan.status).toBe(2);
      const types = lost(plan.text).map((address) => address.split(".")[0]);
      // A new revision of the task, and in prod no right to open sessions.
      expect(types.sort()).toEqual(["aws_ecs_task_definition", "aws_iam_role_policy"]);
      expect(await bench.apply(prod)).toMatchObject({ status: 0 });
      expect(await bench.plan(prod)).toMatchObject({ status: 0 });

      const refused = await bench.destroy();
      expect(refused.status).toBe(1);
      expect(refused.text).toContain(`${production.address("aws_db_instance")} has lifecycle.prevent_destroy set`);
    },
    TIMEOUT,
  );

  test(
    "without prevent_destroy RDS itself still keeps the database, by deletion protection",
    async () => {
      await bench.use(withoutPreventDestroy(prod));
      const destroy = await bench.run("destroy", "-auto-approve", `-target=${production.address("aws_db_instance")}`);
      expect(destroy.status).toBe(1);
      expect(destroy.text).toContain("Cannot delete protected DB Instance");
      expect(bench.simulator.accounts.get("hashicorp/aws")?.list("aws_db_instance")).toHaveLength(1);
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

test(
  "servers without a way out start with images from ECR, through endpoints alone",
  async () => {
    const imageRegistry = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/cache";
    const closed = stackOf({ network: { egress: NetworkEgress.NONE }, server: { imageRegistry } });
    for (const type of ["aws_nat_gateway", "aws_eip"]) expect((closed.resource as JsonObject)[type]).toBeUndefined();
    const bench = await Workbench.open({ stacks: [closed], rules: [...allRules] });
    try {
      expect(await bench.apply(closed)).toMatchObject({ status: 0 });
      expect(await bench.plan(closed)).toMatchObject({ status: 0 });
      expect(await bench.destroyPlanned()).toMatchObject({ status: 0 });
      expect(countObjects(bench.simulator.accounts)).toBe(0);
    } finally {
      await bench.close();
    }
  },
  TIMEOUT,
);

import { NetworkEgress, type AwsEnvironmentProps } from "../../src/aws";
import { Size } from "../../src/core";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;

// Few functions: how many there are has nothing to do with what is tested here. One prefix: the environment's own would change with its name.
const FEW: Partial<AwsEnvironmentProps> = {
  prefix: "mlops-x",
  region: "eu-central-1",
  snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
};

function stackOf(environment: Partial<AwsEnvironmentProps>): JsonObject {
  const stack = Synthesized.environment({ ...FEW, ...environment }).json as JsonObject;
  delete (stack.terraform as JsonObject).backend;
  return stack;
}

async function rehearse(stacks: JsonObject[], work: (bench: Workbench) => Promise<void>): Promise<void> {
  const bench = await Workbench.open({ stacks, rules: [...allRules] });
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

function left(bench: Workbench): number {
  return [...new Set(bench.simulator.accounts.values())].reduce((sum, account) => sum + account.size, 0);
}

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

test(
  "a dev platform grows into prod in place: of what holds data nothing is replaced, and prod refuses to be destroyed",
  async () => {
    const dev = stackOf({});
    const prod = stackOf({ size: Size.PROD });
    const bare = stackOf({ size: Size.PROD, protection: false });
    await rehearse([dev, prod, bare], async (bench) => {
      expect(await bench.apply(dev)).toMatchObject({ status: 0 });
      const plan = await bench.plan(prod);
      expect(plan.status).toBe(2);
      expect(lost(plan.text).map((address) => address.split(".")[0])).toEqual(["aws_ecs_task_definition"]);
      expect(await bench.apply(prod)).toMatchObject({ status: 0 });
      expect(await bench.plan(prod)).toMatchObject({ status: 0 });

      const refused = await bench.destroy();
      expect(refused.status).toBe(1);
      expect(refused.text).toContain(
        "aws_db_instance.Platform_BackendStore_241FD5BC has lifecycle.prevent_destroy set",
      );

      expect(await bench.apply(bare)).toMatchObject({ status: 0 });
      expect(await bench.destroy()).toMatchObject({ status: 0 });
      expect(left(bench)).toBe(0);
    });
  },
  TIMEOUT,
);

test(
  "without prevent_destroy RDS itself still keeps the database, by deletion protection",
  async () => {
    const prod = withoutPreventDestroy(stackOf({ size: Size.PROD }));
    await rehearse([prod], async (bench) => {
      expect(await bench.apply(prod)).toMatchObject({ status: 0 });
      const destroy = await bench.destroy();
      expect(destroy.status).toBe(1);
      expect(destroy.text).toContain("Cannot delete protected DB Instance");
      expect(bench.simulator.accounts.get("hashicorp/aws")?.list("aws_db_instance")).toHaveLength(1);
    });
  },
  TIMEOUT,
);

test(
  "a rotated password reaches database, secret and servers in one apply",
  async () => {
    const dev = stackOf({});
    await rehearse([dev], async (bench) => {
      expect(await bench.apply(dev)).toMatchObject({ status: 0 });
      const password = Synthesized.environment(FEW).address("random_password");
      const before = bench.attributes(password).result;
      const rotation = await bench.run("apply", "-auto-approve", "-input=false", `-replace=${password}`);
      expect(rotation).toMatchObject({ status: 0 });
      const address = (type: string) => Synthesized.environment(FEW).address(type);
      const after = bench.attributes(password).result;
      expect(after).not.toBe(before);
      expect(bench.attributes(address("aws_db_instance")).password).toBe(after);
      const uri = bench.attributes(address("aws_secretsmanager_secret_version"));
      expect(uri.secret_string).toContain(`:${String(after)}@`);
      expect(bench.attributes(address("aws_ecs_service")).triggers).toEqual({ secret: uri.version_id });
      expect(await bench.plan(dev)).toMatchObject({ status: 0 });
    });
  },
  TIMEOUT,
);

test(
  "servers without a way out start with images from ECR, through endpoints alone",
  async () => {
    const imageRegistry = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/cache";
    const closed = stackOf({ network: { egress: NetworkEgress.NONE }, server: { imageRegistry } });
    for (const type of ["aws_nat_gateway", "aws_eip"]) expect((closed.resource as JsonObject)[type]).toBeUndefined();
    await rehearse([closed], async (bench) => {
      expect(await bench.apply(closed)).toMatchObject({ status: 0 });
      expect(await bench.plan(closed)).toMatchObject({ status: 0 });
      expect(await bench.destroy()).toMatchObject({ status: 0 });
      expect(left(bench)).toBe(0);
    });
  },
  TIMEOUT,
);

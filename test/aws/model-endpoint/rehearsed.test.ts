import { RolloutStrategy, type ModelEndpointSettings } from "../../../src/aws";
import { OperationGroup } from "../../../src/mlflow";
import { SCORING_ERRORS } from "../../../src/mlflow/scoring/errors";
import { allRules, clouds } from "../../../src/rehearsal/clouds";
import { ModelServiceError } from "../../../src/rehearsal/servers/model-runtime";
import type { Account } from "../../../src/rehearsal/simulator";
import { ExternalFunctionRuntime, type CallResult } from "../../../src/rehearsal/snowflake";
import { reviewedPlan } from "../../support/reviewed-plan";
import { StubbedModels, failsWith, type Answer } from "../../support/stubbed-models";
import { TerraformFolder } from "../../support/terraform";
import { Synthesized } from "../synthesized";
import { ARCHIVE, IRIS, MODEL, SERVERLESS } from "./fixture";

const TIMEOUT = 300_000;
const OWNER = { role: "ACCOUNTADMIN" };
const SECOND = "1/models/m-2/artifacts";

const SPLIT: ModelEndpointSettings = {
  ...IRIS,
  deployments: [
    { name: "blue", model: MODEL },
    { name: "green", model: SECOND },
  ],
  traffic: { blue: 90, green: 10 },
};
/** Everything that a real-time endpoint can have. */
const FULL: ModelEndpointSettings = {
  ...SPLIT,
  name: "full",
  instanceType: "ml.m5.large",
  minInstances: 2,
  maxInstances: 4,
  alarms: true,
  dataCapture: { samplingPercent: 10 },
  privateAccess: true,
  rollout: { strategy: RolloutStrategy.CANARY },
};

const environment = (iris: ModelEndpointSettings, full = FULL): object =>
  Synthesized.environment({
    region: "eu-central-1",
    snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
    gateway: { requestsPerSecond: 1000, requestBurst: 2000 },
    endpoints: [iris, { ...SERVERLESS, name: "small" }, full],
  }).json;

/** An environment whose endpoint may not read its model. */
function withoutModel(model: string, make: (model: string) => object): object {
  const text = JSON.stringify(make(model));
  const readable = `/mlflow/${model}/*`;
  if (!text.includes(readable)) throw new Error(`no policy reads ${model}`);
  return JSON.parse(text.replaceAll(readable, `/mlflow/${model}/nothing/*`)) as object;
}

describe("endpoints of a platform on AWS", () => {
  const first = environment(SPLIT);
  const after = { deployments: [{ name: "blue", model: SECOND }], traffic: { blue: 100 } };
  const promoted = environment({ ...SPLIT, ...after }, { ...FULL, ...after });
  // The containers of the endpoint iris may not read the model that they get: they do not start.
  const broken = withoutModel("1/models/m-3/artifacts", (model) =>
    environment({ ...SPLIT, deployments: [{ name: "blue", model }], traffic: { blue: 100 } }, { ...FULL, ...after }),
  );
  const next = { deployments: [{ name: "blue", model: "1/models/m-4/artifacts" }], traffic: { blue: 100 } };
  const repaired = environment({ ...SPLIT, ...next }, { ...FULL, ...after });
  let terraform: TerraformFolder;
  let models: StubbedModels;

  const step = async (...parameters: string[]) => {
    const { code, output } = await terraform.run(...parameters, "-input=false");
    return { code, output: output.replace(/[\s│]+/g, " ") };
  };
  const aws = (): Account => {
    const account = terraform.simulator.accounts.get("hashicorp/aws");
    if (account === undefined) throw new Error("there is no account of AWS");
    return account;
  };
  const runtime = (): ExternalFunctionRuntime =>
    new ExternalFunctionRuntime({
      state: terraform.state(),
      gateways: clouds
        .slice(0, 1)
        .map((cloud) => cloud.gateway(terraform.simulator.accounts, { locate: () => undefined, models })),
      delivery: { retryMilliseconds: 700, pollMilliseconds: 50, firstDelayMilliseconds: 5 },
    });
  const score = async (rows = 1, name = "SCORE_IRIS"): Promise<CallResult[]> =>
    runtime().callRows(
      `MLOPS_AWS_DEV.MLFLOW.${name}`,
      Array.from({ length: rows }, (_, row) => [row, 1.5]),
      OWNER,
    );
  /** What the endpoint iris needs. */
  const serving = (): string[] =>
    ["aws_sagemaker_model", "aws_sagemaker_endpoint_configuration", "aws_iam_role_policy"].flatMap((type) =>
      aws()
        .list(type)
        .flatMap(({ id }) => (/-iris-(?!scoring)/.test(id) ? [`${type} ${id}`] : [])),
    );
  const failure = async (answer: Answer): Promise<CallResult> => {
    models.answer = answer;
    const [result] = await score();
    if (result === undefined) throw new Error("there was no call");
    return result;
  };
  /** Changes an object for one test. */
  async function without(type: string, part: string, body: () => Promise<void>): Promise<void> {
    const held = aws()
      .list(type)
      .filter(({ id }) => id.includes(part));
    expect(held).toHaveLength(1);
    for (const { id } of held) aws().remove(type, id);
    await body();
    for (const { id, values } of held) aws().put(type, id, values);
  }

  // The tests follow each other: each begins with what the one before it applied.
  beforeAll(async () => {
    terraform = await TerraformFolder.open({ stacks: [first, promoted, broken, repaired], rules: allRules });
    await terraform.use(first);
    expect(await step("apply", "-auto-approve")).toMatchObject({ code: 0 });
  }, TIMEOUT);
  beforeEach(() => {
    models = new StubbedModels();
  });
  afterAll(() => terraform.close());

  test(
    "the second plan is empty",
    async () => {
      expect(await step("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
    },
    TIMEOUT,
  );

  test("SQL reaches the model by the gateway, as the signature says", async () => {
    const [result] = await score(3);
    expect([result?.error, result?.result]).toEqual([undefined, [0, 1, 2]]);
    expect(models.seen).toHaveLength(1);
    const [call] = models.seen;
    expect(call?.contentType).toBe("application/json");
    expect(JSON.parse(call?.body ?? "")).toEqual({
      dataframe_split: {
        columns: ["sepal_length", "sepal_width"],
        data: [0, 1, 2].map((row) => [row, 1.5]),
      },
    });
    expect(call?.uri).toMatch(/^s3:\/\/mlops-aws-dev-artifacts-[0-9a-f]{8}\/mlflow\/1\/models\/.*\/artifacts\/$/);
  });

  test("a serverless endpoint serves its archive", async () => {
    await score(1, "SCORE_SMALL");
    expect(models.seen[0]?.uri).toContain(`/mlflow/${ARCHIVE}`);
  });

  test("100,000 rows arrive in 100 requests, in their order", async () => {
    const count = 100_000;
    models.answer = (_, rows) => ({
      status: 200,
      body: Buffer.from(JSON.stringify({ predictions: (rows as number[][]).map(([row]) => row) })),
    });
    const results = await score(count);
    expect(results.flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(results.flatMap(({ result }) => result as number[])).toEqual(Array.from({ length: count }, (_, row) => row));
    expect(models.seen).toHaveLength(100);
  }, 60_000);

  test("90 and 10 percent of 1,000 calls reach both deployments", async () => {
    const sql = runtime();
    for (let call = 0; call < 1000; call++) await sql.call("MLOPS_AWS_DEV.MLFLOW.SCORE_IRIS", [1, 2], OWNER);
    expect(models.seen).toHaveLength(1000);
    expect(models.deployments.green).toBeGreaterThan(50);
    expect(models.deployments.green).toBeLessThan(150);
  }, 60_000);

  test.each([
    ["a model's own 500 is 422 and is not repeated", 500, SCORING_ERRORS.modelError],
    ["a model's own 400 is a failure of the model too", 400, SCORING_ERRORS.modelError],
    ["a model that is too slow says so, and is not repeated", 504, SCORING_ERRORS.timeout],
    ["a model's own 418 is a failure of the model too", 418, SCORING_ERRORS.modelError],
  ])("%s", async (_, status, { kind, message }) => {
    const { error, status: answered, attempts } = await failure(failsWith(status));
    expect([answered, attempts]).toEqual([422, 1]);
    expect(error).toContain(kind);
    expect(error).toContain(message);
    expect(error).not.toContain("secret");
  });

  test.each([
    [429, SCORING_ERRORS.tooManyRequests],
    [502, SCORING_ERRORS.unavailable],
    [503, SCORING_ERRORS.unavailable],
  ])("a container's own %i arrives as such and is repeated", async (status, { kind, message }) => {
    const { error, status: answered, attempts } = await failure(failsWith(status));
    expect(answered).toBe(status);
    expect(attempts).toBeGreaterThan(1);
    expect(error).toContain(kind);
    expect(error).toContain(message);
    expect(error).not.toContain("secret");
  });

  test.each([
    [429, 429],
    [500, 500],
    [503, 503],
    [504, 504],
    [530, 500],
  ])("SageMaker's own %i arrives as %i and is repeated", async (status, expected) => {
    const {
      attempts,
      status: answered,
      error,
    } = await failure(() => {
      throw new ModelServiceError(status, "the service's own text");
    });
    expect(answered).toBe(expected);
    expect(attempts).toBeGreaterThan(1);
    expect(error).not.toContain("the service's own text");
  });

  test("a batch that was refused once is repeated and arrives", async () => {
    let calls = 0;
    const { answer } = models;
    models.answer = (model, rows) => {
      if (calls++ === 0) throw new ModelServiceError(429, "slow down");
      return answer(model, rows);
    };
    const [result] = await score(2);
    expect([result?.error, result?.attempts]).toEqual([undefined, 2]);
  });

  test("SageMaker's other refusals are 400 and final", async () => {
    const { attempts, status } = await failure(() => {
      throw new ModelServiceError(409, "no");
    });
    expect([status, attempts]).toEqual([400, 1]);
  });

  test("without the policy of its role the gateway gets 403 of SageMaker, and no model is asked", async () => {
    await without("aws_iam_role_policy", "iris-scoring:", async () => {
      const [result] = await score();
      expect([result?.status, result?.attempts]).toEqual([403, 1]);
      expect(result?.error).toContain(SCORING_ERRORS.forbidden.message);
    });
    expect(models.seen).toEqual([]);
  });

  test("without its role the gateway answers 500", async () => {
    await without("aws_iam_role", "iris-scoring", async () => {
      expect((await score())[0]?.status).toBe(500);
    });
    expect(models.seen).toEqual([]);
  });

  test("without Snowflake's role no statement reaches the gateway", async () => {
    await without("aws_iam_role", "snowflake-api", async () => {
      expect((await score())[0]?.error).toContain("Error assuming AWS_ROLE");
    });
    expect(models.seen).toEqual([]);
  });

  test("an endpoint that does not exist is not called", async () => {
    await without("aws_sagemaker_endpoint", "iris", async () => {
      expect((await score())[0]?.status).toBe(400);
    });
    expect(models.seen).toEqual([]);
  });

  test("administrators and strangers are refused, as at MLflow's route", async () => {
    const [cloud] = clouds;
    for (const { who, caller } of cloud?.intruders(terraform.simulator.accounts) ?? []) {
      const status = await runtime()
        .callAs(caller, "MLOPS_AWS_DEV.MLFLOW.SCORE_IRIS", [1, 2], OWNER)
        .then(
          (answer) => answer.status,
          () => 403,
        );
      expect([who, status]).toEqual([who, 403]);
    }
    expect(models.seen).toEqual([]);
    const attempts = await cloud?.attempts(terraform.simulator.accounts);
    expect(attempts?.filter(({ by }) => by !== undefined)).toEqual([]);
    expect(attempts?.some(({ target }) => target.includes("/score/iris"))).toBe(true);
  });

  test(
    "a promotion changes the configuration of the same endpoint, and nothing of the function",
    async () => {
      // Also what goes with a deployment that is removed.
      const plan = await reviewedPlan(terraform, promoted);
      expect(plan.refusals).toEqual([]);
      expect(plan.output).toMatch(/aws_sagemaker_endpoint\.\S+ will be updated in-place/);
      expect(plan.output).not.toMatch(/snowflake_\S+ (must|will) be (replaced|destroyed|updated)/);
      expect(plan.output).not.toMatch(/aws_sagemaker_endpoint\.\S+ (must|will) be (replaced|destroyed)/);
      expect(await step("apply", "-auto-approve")).toMatchObject({ code: 0 });
      expect(await step("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
      await score(1);
      expect(models.seen.map(({ uri }) => uri.endsWith(`${SECOND}/`))).toEqual([true]);
    },
    TIMEOUT,
  );

  test(
    "a promotion that SageMaker rolls back fails, and what the endpoint serves stays",
    async () => {
      const before = serving();
      await terraform.use(broken);
      const { code, output } = await step("apply", "-auto-approve");
      expect([code, output]).toEqual([1, expect.stringContaining("SageMaker rolled the update of the endpoint")]);
      expect(serving()).toEqual(expect.arrayContaining(before));
      await score(1);
      expect(models.seen.map(({ uri }) => uri.endsWith(`${SECOND}/`))).toEqual([true]);
      // Again, as a pipeline would.
      expect((await step("apply", "-auto-approve")).code).toBe(1);
      expect(serving()).toEqual(expect.arrayContaining(before));
    },
    TIMEOUT,
  );

  test.each([
    ["the former model", promoted, SECOND],
    ["another model", repaired, "1/models/m-4/artifacts"],
  ])(
    "after a rollback %s can be deployed, and nothing of the failed update stays",
    async (_, stack, model) => {
      const before = serving().length;
      await terraform.use(broken);
      expect((await step("apply", "-auto-approve")).code).toBe(1);
      expect((await reviewedPlan(terraform, stack)).refusals).toEqual([]);
      expect(await step("apply", "-auto-approve")).toMatchObject({ code: 0 });
      expect(await step("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
      await score(1);
      expect(models.seen.map(({ uri }) => uri.endsWith(`${model}/`))).toEqual([true]);
      expect(serving().length).toBeLessThanOrEqual(before);
    },
    TIMEOUT,
  );

  test(
    "a destroy leaves nothing",
    async () => {
      expect(await step("destroy", "-auto-approve")).toMatchObject({ code: 0 });
      const left = [...new Set(terraform.simulator.accounts.values())].flatMap((account) => account.all);
      expect(left.map(({ type, id }) => `${type} ${id}`)).toEqual([]);
    },
    TIMEOUT,
  );
});

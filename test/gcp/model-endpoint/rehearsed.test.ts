import { join } from "node:path";
import type { ModelEndpointSettings } from "../../../src/gcp";
import { OperationGroup } from "../../../src/mlflow";
import { SCORING_ERRORS } from "../../../src/mlflow/scoring/errors";
import {
  allRules,
  asAltered,
  findCloud,
  intrudersOf,
  snowflakeAccount,
  type Cloud,
} from "../../../src/rehearsal/clouds";
import { countObjects } from "../../../src/rehearsal/existing";
import { ModelIngresses } from "../../../src/rehearsal/servers";
import { ModelServiceError } from "../../../src/rehearsal/servers/model-runtime";
import type { Account } from "../../../src/rehearsal/simulator";
import { ExternalFunctionRuntime, SqlError, type CallResult } from "../../../src/rehearsal/snowflake";
import { reviewedPlan } from "../../support/reviewed-plan";
import { SharedServers } from "../../support/servers";
import { StubbedModels, failsWith, type Answer } from "../../support/stubbed-models";
import { TerraformFolder } from "../../support/terraform";
import { Synthesized } from "../synthesized";
import { IRIS, MODEL, SECOND, SPLIT } from "./fixture";

const TIMEOUT = 300_000;
const OWNER = { role: "ACCOUNTADMIN" };
const FUNCTION = "MLOPS_GCP_DEV.MLFLOW.SCORE_IRIS";
const SERVICE = "google_cloud_run_v2_service";
const INVOKER = "google_cloud_run_v2_service_iam_member";

/** Everything that an endpoint on Cloud Run can have. */
const FULL: ModelEndpointSettings = {
  ...IRIS,
  name: "full",
  image: "europe-west1-docker.pkg.dev/other-project/models/xgboost:1",
  vcpu: 2,
  memoryMib: 4096,
  minInstances: 1,
  maxInstances: 3,
  maxConcurrency: 20,
  environment: { OMP_NUM_THREADS: "1" },
  privateAccess: true,
  alarms: true,
  maxPayloadBytes: 1024,
};

const environment = (iris: ModelEndpointSettings, full = FULL): object =>
  Synthesized.environment({ snowflake: { groups: [OperationGroup.LOGGED_MODELS] }, endpoints: [iris, full] }).json;

describe("endpoints of a platform on Google Cloud", () => {
  const first = environment(SPLIT);
  const after = { deployments: [{ name: "blue", model: SECOND }], traffic: { blue: 100 } };
  const promoted = environment({ ...SPLIT, ...after }, { ...FULL, ...after });
  const servers = new SharedServers();
  let terraform: TerraformFolder;
  let ingresses: ModelIngresses;
  // One for all tests: each has a proxy of its own in front of it.
  const models = new StubbedModels();
  let cloud: Cloud;

  const step = async (...parameters: string[]) => {
    const { code, output } = await terraform.run(...parameters, "-input=false");
    return { code, output: output.replace(/[\s│]+/g, " ") };
  };
  const google = (): Account => {
    const account = terraform.simulator.accounts.get("hashicorp/google");
    if (account === undefined) throw new Error("there is no account of Google Cloud");
    return account;
  };
  const runtime = (): ExternalFunctionRuntime => {
    const { accounts } = terraform.simulator;
    return new ExternalFunctionRuntime({
      state: asAltered(terraform.state(), accounts),
      account: snowflakeAccount(accounts),
      gateways: [cloud.gateway(accounts, { locate: () => undefined, models, ingresses })],
      delivery: { retryMilliseconds: 700, pollMilliseconds: 50, firstDelayMilliseconds: 5 },
    });
  };
  const score = async (rows = 1, name = FUNCTION): Promise<CallResult[]> =>
    runtime().callRows(
      name,
      Array.from({ length: rows }, (_, row) => [row, 1.5]),
      OWNER,
    );
  const failure = async (answer: Answer): Promise<CallResult> => {
    models.answer = answer;
    const [result] = await score();
    if (result === undefined) throw new Error("there was no call");
    return result;
  };
  /** Takes objects away for one test. */
  async function without(type: string, part: string, body: () => Promise<void>): Promise<void> {
    const held = google()
      .list(type)
      .filter(({ id }) => id.includes(part));
    expect(held).toHaveLength(1);
    for (const { id } of held) google().remove(type, id);
    await body();
    for (const { id, values } of held) google().put(type, id, values);
  }

  // The tests follow each other: each begins with what the one before it applied.
  beforeAll(async () => {
    const found = findCloud([SERVICE]);
    if (found === undefined) throw new Error("no cloud has Cloud Run");
    cloud = found;
    ingresses = new ModelIngresses({
      python: await servers.python(),
      workFolder: join(servers.workFolder, "ingresses"),
    });
    terraform = await TerraformFolder.open({ stacks: [first, promoted], rules: allRules });
    await terraform.use(first);
    expect(await step("apply", "-auto-approve")).toMatchObject({ code: 0 });
  }, TIMEOUT);
  beforeEach(() => models.reset());
  afterAll(async () => {
    await ingresses.stop();
    await terraform.close();
    await servers.stop();
  }, TIMEOUT);

  test(
    "the second plan is empty",
    async () => {
      expect(await step("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
    },
    TIMEOUT,
  );

  test("SQL reaches the model by the gateway and the proxy, as the signature says", async () => {
    const [result] = await score(3);
    expect([result?.error, result?.result]).toEqual([undefined, [0, 1, 2]]);
    expect(models.seen).toHaveLength(1);
    const [call] = models.seen;
    expect(call?.contentType).toBe("application/json");
    expect(JSON.parse(call?.body ?? "")).toEqual({
      dataframe_split: { columns: ["sepal_length", "sepal_width"], data: [0, 1, 2].map((row) => [row, 1.5]) },
    });
    expect(call?.uri).toMatch(/^gs:\/\/mlops-gcp-dev-artifacts-[0-9a-f]{8}\/mlflow\/1\/models\/.*\/artifacts$/);
  });

  test("an endpoint with everything that it can have answers too", async () => {
    expect((await score(1, "MLOPS_GCP_DEV.MLFLOW.SCORE_FULL"))[0]?.result).toBe(0);
    expect(models.seen[0]).toMatchObject({ image: FULL.image, environment: { OMP_NUM_THREADS: "1" } });
  });

  test("90 and 10 percent of 1,000 calls reach both deployments", async () => {
    const sql = runtime();
    for (let call = 0; call < 1000; call++) await sql.call(FUNCTION, [1, 2], OWNER);
    expect(models.deployments).toEqual({ blue: 900, green: 100 });
  }, 120_000);

  test.each([
    ["a model's own 500 is 422 and is not repeated", 500, SCORING_ERRORS.modelError],
    ["a model's own 400 is a failure of the model too", 400, SCORING_ERRORS.modelError],
    ["a model that is too slow says so, and is not repeated", 504, SCORING_ERRORS.timeout],
  ])("%s", async (_, status, { kind, message }) => {
    const { error, status: answered, attempts } = await failure(failsWith(status));
    expect([answered, attempts]).toEqual([422, 1]);
    expect(error).toContain(kind);
    expect(error).toContain(message);
    expect(error).not.toContain("secret");
  });

  test.each([
    [429, 429],
    [503, 503],
    [502, 503],
    [530, 500],
  ])("%i of a server arrives as %i and is repeated", async (status, expected) => {
    const { attempts, status: answered, error } = await failure(failsWith(status));
    expect(answered).toBe(expected);
    expect(attempts).toBeGreaterThan(1);
    expect(error).not.toContain("secret");
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

  test("without the role to invoke the service the gateway gets 403, and no model is asked", async () => {
    await without(INVOKER, "score-iris", async () => {
      const [result] = await score();
      expect([result?.status, result?.attempts]).toEqual([403, 1]);
    });
    expect(models.seen).toEqual([]);
  });

  test("the role for another service is not enough", async () => {
    expect(google().list(INVOKER)).toHaveLength(3);
    await without(INVOKER, "score-full", async () => {
      expect((await score())[0]?.status).toBe(200);
      expect((await score(1, "MLOPS_GCP_DEV.MLFLOW.SCORE_FULL"))[0]?.status).toBe(403);
    });
  });

  test("an endpoint that does not exist is not called", async () => {
    await without(SERVICE, "score-iris", async () => {
      expect((await score())[0]?.status).toBe(404);
    });
    expect(models.seen).toEqual([]);
  });

  test("whoever is not our Snowflake account is refused, by the gateway or by the proxy", async () => {
    const { accounts } = terraform.simulator;
    const statuses: Record<string, number> = {};
    for (const { who, caller, account } of intrudersOf(cloud, accounts))
      statuses[who] = await runtime()
        .callAs(caller, FUNCTION, [1, 2], { ...OWNER, ...account })
        .then(
          (answer) => answer.status,
          (error: unknown) => {
            if (error instanceof SqlError) return 403;
            throw error;
          },
        );
    for (const [who, status] of Object.entries(statuses))
      expect([who, [401, 403].includes(status)]).toEqual([who, true]);
    expect(statuses["another Snowflake account with our identity"]).toBe(403);
    expect(models.seen).toEqual([]);
    const attempts = await cloud.attempts(accounts);
    expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
    for (const part of ["/score/iris", `${SERVICE} mlops-gcp-dev-score-iris`])
      expect(attempts.some(({ target }) => target.includes(part))).toBe(true);
  });

  test(
    "a promotion updates the service in place, and nothing of gateway and function",
    async () => {
      const plan = await reviewedPlan(terraform, promoted);
      expect(plan.refusals).toEqual([]);
      expect(plan.output).toMatch(/google_cloud_run_v2_service\.\S+ will be updated in-place/);
      expect(plan.output).not.toMatch(/google_cloud_run_v2_service\.\S+ (must|will) be (replaced|destroyed)/);
      expect(plan.output).not.toMatch(/(snowflake|google_api_gateway)_\S+ (must|will) be (replaced|destroyed|updated)/);
      expect(await step("apply", "-auto-approve")).toMatchObject({ code: 0 });
      expect(await step("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
      await score(1);
      expect(models.seen.map(({ uri }) => [uri.endsWith(SECOND), uri.endsWith(MODEL)])).toEqual([[true, false]]);
    },
    TIMEOUT,
  );

  test("after a promotion the account reads the new model alone", () => {
    const grants = google()
      .list("google_storage_bucket_iam_member")
      .map(({ values }) => JSON.stringify(values.condition))
      .filter((condition) => condition.includes("resource.name"));
    expect(grants.map((each) => [each.includes(SECOND), each.includes(MODEL)])).toEqual(Array(2).fill([true, false]));
  });

  test(
    "a destroy leaves nothing",
    async () => {
      expect(await step("destroy", "-auto-approve")).toMatchObject({ code: 0 });
      expect(countObjects(terraform.simulator.accounts)).toBe(0);
    },
    TIMEOUT,
  );
});

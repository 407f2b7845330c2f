import type { AzureEnvironmentProps, ModelEndpointSettings } from "../../../src/azure";
import { OperationGroup } from "../../../src/mlflow";
import { SCORING_ERRORS } from "../../../src/mlflow/scoring/errors";
import { allRules, findCloud, snowflakeAccount } from "../../../src/rehearsal/clouds";
import { propertiesOf } from "../../../src/rehearsal/clouds/azure/machine-learning/objects";
import { ModelServiceError } from "../../../src/rehearsal/servers/model-runtime";
import type { Account } from "../../../src/rehearsal/simulator";
import type { Values } from "../../../src/rehearsal/simulator/rule";
import { ExternalFunctionRuntime, type CallResult } from "../../../src/rehearsal/snowflake";
import { reviewedPlan } from "../../support/reviewed-plan";
import { StubbedModels, failsWith, type Answer } from "../../support/stubbed-models";
import { TerraformFolder } from "../../support/terraform";
import { Synthesized } from "../synthesized";
import { IRIS, NEW, OLD, SPLIT, needing } from "./fixture";

const TIMEOUT = 300_000;
const OWNER = { role: "ACCOUNTADMIN" };
const AZURE = "hashicorp/azurerm";
const ENDPOINT = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

/** Everything that an endpoint can have on public addresses. */
const FULL: ModelEndpointSettings = {
  ...SPLIT,
  name: "full",
  minInstances: 2,
  maxInstances: 4,
  alarms: true,
  dataCapture: { samplingPercent: 10 },
};

const environment = (iris: ModelEndpointSettings, props: Partial<AzureEnvironmentProps> = {}): object =>
  Synthesized.environment({
    snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
    gateway: { requestBurst: 2000 },
    endpoints: [iris, FULL, { ...IRIS, name: "old", deployments: needing(OLD) }],
    ...props,
  }).json;

/** Models of an MLflow version. */
class Models extends StubbedModels {
  public version = "3.17.2";

  public mlflowVersion(): string {
    return this.version;
  }
}

describe("endpoints of a platform on Azure", () => {
  const first = environment(SPLIT);
  // The deployment blue goes, and green has another model.
  const promoted = environment({
    ...SPLIT,
    deployments: [{ name: "green", model: "1/models/m-3/artifacts", modelDependencies: NEW }],
    traffic: { green: 100 },
  });
  const without = environment(SPLIT, { endpoints: [] });
  let terraform: TerraformFolder;
  let models: Models;

  const step = async (...parameters: string[]) => {
    const { code, output } = await terraform.run(...parameters, "-input=false");
    return { code, output: output.replace(/[\s│]+/g, " ") };
  };
  const green = async (...parameters: string[]): Promise<string> => {
    const { code, output } = await step(...parameters);
    expect([code, code === 0 ? "" : output.slice(-2000)]).toEqual([0, ""]);
    return output;
  };
  const azure = (): Account => {
    const account = terraform.simulator.accounts.get(AZURE);
    if (account === undefined) throw new Error("there is no account of Azure");
    return account;
  };
  const endpointId = (name: string): string =>
    azure()
      .list(ENDPOINT)
      .find(({ id }) => id.includes(`/onlineEndpoints/${name}-`))?.id ?? "";
  const runtime = (): ExternalFunctionRuntime => {
    const { accounts } = terraform.simulator;
    const cloud = findCloud(["azurerm_container_app"]);
    return new ExternalFunctionRuntime({
      state: terraform.state(),
      account: snowflakeAccount(accounts),
      gateways: cloud === undefined ? [] : [cloud.gateway(accounts, { locate: () => undefined, models })],
      delivery: { retryMilliseconds: 700, pollMilliseconds: 50, firstDelayMilliseconds: 5 },
    });
  };
  const score = async (rows = 1, name = "SCORE_IRIS"): Promise<CallResult[]> =>
    runtime().callRows(
      `MLOPS_AZURE_DEV.MLFLOW.${name}`,
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
  async function missing(type: string, isMeant: (values: Values) => boolean, body: () => Promise<void>): Promise<void> {
    const held = azure()
      .list(type)
      .filter(({ values }) => isMeant(values));
    expect(held.length).toBeGreaterThan(0);
    for (const { id } of held) azure().remove(type, id);
    await body();
    for (const { id, values } of held) azure().put(type, id, values);
  }
  const isScoring = ({ scope }: Values) => String(scope).startsWith(endpointId("iris"));

  // The tests follow each other: each begins with what the one before it applied.
  beforeAll(async () => {
    terraform = await TerraformFolder.open({ stacks: [first, promoted, without], rules: allRules });
    await terraform.use(first);
    await green("apply", "-auto-approve");
  }, TIMEOUT);
  beforeEach(() => {
    models = new Models();
  });
  afterAll(() => terraform.close());

  test("the second plan is empty", () => green("plan", "-detailed-exitcode"), TIMEOUT);

  test("SQL reaches the model by the gateway, as the signature says", async () => {
    const [result] = await score(3);
    expect([result?.error, result?.result]).toEqual([undefined, [0, 1, 2]]);
    expect(models.seen).toHaveLength(1);
    const [call] = models.seen;
    expect(JSON.parse(call?.body ?? "")).toEqual({
      dataframe_split: { columns: ["sepal_length", "sepal_width"], data: [0, 1, 2].map((row) => [row, 1.5]) },
    });
    expect(call?.uri).toMatch(/^wasbs:\/\/mlflow@\w+\.blob\.core\.windows\.net\/mlflow\/1\/models\/m-.*\/artifacts$/);
  });

  test("a model without a script takes Azure's own form and answers with a list", async () => {
    models.version = "3.6.0";
    const [result] = await score(2, "SCORE_OLD");
    expect([result?.error, result?.result]).toEqual([undefined, [0, 1]]);
  });

  test("without a script, a model of MLflow 3.7 or newer ends its container", async () => {
    models.version = "3.7.0";
    const [result] = await score(1, "SCORE_OLD");
    expect([result?.status, models.seen]).toEqual([502, []]);
    expect(result?.attempts).toBeGreaterThan(1);
    expect(result?.error).toContain(SCORING_ERRORS.unavailable.message);
  });

  test("90 and 10 percent of 1,000 calls reach both deployments", async () => {
    const sql = runtime();
    for (let call = 0; call < 1000; call++) await sql.call("MLOPS_AZURE_DEV.MLFLOW.SCORE_IRIS", [1, 2], OWNER);
    expect(models.seen).toHaveLength(1000);
    expect(models.deployments.green).toBeGreaterThan(50);
    expect(models.deployments.green).toBeLessThan(150);
  }, 60_000);

  test.each([
    ["a model's own 500 is 422 and is not repeated", 500, 422, SCORING_ERRORS.modelError],
    ["a model's own 400 is a failure of the model too", 400, 422, SCORING_ERRORS.modelError],
    ["a model that is too slow says so, and is not repeated", 504, 422, SCORING_ERRORS.timeout],
  ])("%s", async (_, status, expected, { kind, message }) => {
    const {
      error,
      status: answered,
      attempts,
    } = await failure(() => ({
      status,
      body: Buffer.from("Traceback: row 7 holds secret"),
    }));
    expect([answered, attempts]).toEqual([expected, 1]);
    expect(error).toContain(kind);
    expect(error).toContain(message);
    expect(error).not.toContain("secret");
  });

  test.each([429, 502, 503])("a container's own %i arrives as such and is repeated", async (status) => {
    const { attempts, status: answered, error } = await failure(failsWith(status));
    expect(answered).toBe(status);
    expect(attempts).toBeGreaterThan(1);
    expect(error).not.toContain("secret");
  });

  test.each([
    [429, 429],
    [500, 500],
    [502, 502],
    [503, 503],
    [504, 504],
  ])("Azure's own %i arrives as %i and is repeated", async (status, expected) => {
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

  test("Azure's other refusals are 400 and final", async () => {
    const { attempts, status } = await failure(() => {
      throw new ModelServiceError(409, "no");
    });
    expect([status, attempts]).toEqual([400, 1]);
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

  test("without its role the gateway gets 403 of the endpoint, and no model is asked", async () => {
    await missing("azurerm_role_assignment", isScoring, async () => {
      const [result] = await score();
      expect([result?.status, result?.attempts]).toEqual([403, 1]);
      expect(result?.error).toContain(SCORING_ERRORS.forbidden.message);
      // Its role on the other endpoint is left.
      expect((await score(1, "SCORE_FULL"))[0]?.error).toBeUndefined();
    });
    expect(models.seen).toHaveLength(1);
  });

  test("an endpoint that is not there is never called", async () => {
    await missing(
      ENDPOINT,
      ({ id }) => id === endpointId("iris"),
      async () => {
        const [result] = await score();
        expect(result?.status).toBe(503);
      },
    );
    expect(models.seen).toEqual([]);
  });

  test("what is not our Snowflake account, and what is not Snowflake, is refused", async () => {
    const { accounts } = terraform.simulator;
    const other = new ExternalFunctionRuntime({
      state: terraform.state(),
      account: { ...snowflakeAccount(accounts), account: "ZZ99999" },
      gateways: [findCloud(["azurerm_container_app"])?.gateway(accounts, { locate: () => undefined, models })].flatMap(
        (each) => each ?? [],
      ),
    });
    const [result] = await other.callRows("MLOPS_AZURE_DEV.MLFLOW.SCORE_IRIS", [[1, 2]], OWNER);
    expect([result?.status, result?.attempts, models.seen]).toEqual([403, 1, []]);
  });

  test(
    "a deployment goes after its traffic, and no call fails meanwhile",
    async () => {
      expect((await reviewedPlan(terraform, promoted)).refusals).toEqual([]);
      let isOver = false;
      const apply = step("apply", "-auto-approve").finally(() => (isOver = true));
      const failed: unknown[] = [];
      while (!isOver) failed.push(...(await score()).flatMap(({ error }) => error ?? []));
      const { code, output } = await apply;
      expect([code, failed]).toEqual([0, []]);
      expect(output).not.toMatch(/snowflake_external_function\.\S+ (will be|must be)/);
      const id = endpointId("iris");
      expect(propertiesOf(azure(), id)?.traffic).toEqual({ green: 100 });
      expect(propertiesOf(azure(), `${id}/deployments/blue`)).toBeUndefined();
      models = new Models();
      await score();
      expect(models.seen[0]?.uri).toMatch(/\/m-3\/artifacts$/);
      await green("plan", "-detailed-exitcode");
    },
    TIMEOUT,
  );

  test(
    "without endpoints everything of theirs goes, and comes back under other names",
    async () => {
      await terraform.use(without);
      await green("apply", "-auto-approve");
      const held = azure().all.filter(({ type }) => /machine_learning|MachineLearning|key_vault|registry/.test(type));
      expect(held.map(({ id }) => id)).toEqual([]);
      await green("plan", "-detailed-exitcode");
      await terraform.use(first);
      await green("apply", "-auto-approve");
      expect((await score())[0]?.error).toBeUndefined();
    },
    TIMEOUT,
  );

  test(
    "a destroy leaves nothing",
    async () => {
      await green("destroy", "-auto-approve");
      expect([...terraform.simulator.accounts.values()].flatMap(({ all }) => all.map(({ id }) => id))).toEqual([]);
    },
    TIMEOUT,
  );
});

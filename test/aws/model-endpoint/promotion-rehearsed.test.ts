import { Testing } from "cdktf";
import { AwsMlopsStack } from "../../../src/aws";
import { awsDev } from "../../../stacks/environments/aws-dev";
import { irisEndpoint } from "../../../stacks/iris";
import { Promotion } from "../../support/promotion";
import { IMAGE } from "./fixture";

const TIMEOUT = 300_000;
const ENDPOINT = /aws_sagemaker_endpoint\.\S+( \([^)]*\))?: (\w+)/g;

let promotion: Promotion;

beforeAll(async () => {
  promotion = await Promotion.prepare(
    (model) =>
      new AwsMlopsStack(Testing.app(), {
        ...awsDev,
        region: "eu-central-1",
        gateway: { requestsPerSecond: 1000, requestBurst: 2000 },
        endpoints: [{ ...irisEndpoint(model), image: IMAGE }],
      }),
  );
}, TIMEOUT);

afterAll(() => promotion.close(), TIMEOUT);

test(
  "while a promotion is applied, each answer is the old or the new model's, none fails, and the endpoint stays",
  async () => {
    const run = await promotion.apply("aws_ecs_service", "MLOPS_AWS_DEV.MLFLOW.SCORE_IRIS");
    const { code, output } = run;
    expect([code, output.includes("0 changed")]).toEqual([0, false]);
    const actions = new Set([...output.matchAll(ENDPOINT)].map(([, , action]) => action));
    expect(actions).toEqual(new Set(["Refreshing", "Modifying", "Modifications"]));
    expect(output).not.toMatch(/snowflake_external_function\.\S+: (Creating|Destroying|Modifying)/);
    await promotion.expectMoved(run);
  },
  TIMEOUT,
);

import { Testing } from "cdktf";
import { GcpMlopsStack } from "../../../src/gcp";
import { gcpDev } from "../../../stacks/environments/gcp-dev";
import { irisEndpoint } from "../../../stacks/iris";
import { Promotion } from "../../support/promotion";

const TIMEOUT = 300_000;
const SERVICE = /google_cloud_run_v2_service\.\w*Endpoints\S+( \([^)]*\))?: (\w+)/g;

let promotion: Promotion;

beforeAll(async () => {
  promotion = await Promotion.prepare(
    (model) => new GcpMlopsStack(Testing.app(), { ...gcpDev, endpoints: [irisEndpoint(model)] }),
  );
}, TIMEOUT);

afterAll(() => promotion.close(), TIMEOUT);

test(
  "while a promotion is applied, each answer is the old or the new model's, none fails, and the service stays",
  async () => {
    const run = await promotion.apply("google_cloud_run_v2_service", "MLOPS_GCP_DEV.MLFLOW.SCORE_IRIS");
    const { code, output } = run;
    expect([code, output.includes("0 changed")]).toEqual([0, false]);
    const actions = new Set([...output.matchAll(SERVICE)].map(([, , action]) => action));
    expect(actions).toEqual(new Set(["Refreshing", "Modifying", "Modifications"]));
    expect(output).not.toMatch(/(snowflake_|google_api_gateway_)\w+\.\S+: (Creating|Destroying|Modifying)/);
    await promotion.expectMoved(run);
  },
  TIMEOUT,
);

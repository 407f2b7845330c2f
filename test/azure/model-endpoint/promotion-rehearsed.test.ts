import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import { AzureMlopsStack } from "../../../src/azure";
import { ModelDependencies } from "../../../src/mlflow";
import { azureDev } from "../../../stacks/environments/azure-dev";
import { IRIS_DEPENDENCIES, azureIrisEndpoint } from "../../../stacks/iris";
import { ROOT } from "../../support/cli";
import { NEW } from "../../support/promoted-models";
import { Promotion } from "../../support/promotion";

const TIMEOUT = 300_000;
const TEMPLATE = /azurerm_resource_group_template_deployment\.\w*Endpoints\S+( \([^)]*\))?: (\w+)/g;

/** The new model was trained with another version. */
const NEWER_PACKAGES = new ModelDependencies({ mlflowVersion: "3.17.2", requirements: ["scikit-learn==1.9.2"] });

let promotion: Promotion;

beforeAll(async () => {
  promotion = await Promotion.prepare(
    (model) =>
      new AzureMlopsStack(Testing.app(), {
        ...azureDev,
        endpoints: [
          {
            ...azureIrisEndpoint(model),
            deployments: [
              { name: "main", model, modelDependencies: model === NEW ? NEWER_PACKAGES : IRIS_DEPENDENCIES },
            ],
          },
        ],
      }),
  );
}, TIMEOUT);

afterAll(() => promotion.close(), TIMEOUT);

test(
  "while a promotion is applied, each answer is the old or the new model's, none fails, and nothing is replaced",
  async () => {
    const run = await promotion.apply("azurerm_container_app", "MLOPS_AZURE_DEV.MLFLOW.SCORE_IRIS");
    const { code, output } = run;
    expect([code, output.includes("0 added, 2 changed, 0 destroyed")]).toEqual([0, true]);
    const actions = new Set([...output.matchAll(TEMPLATE)].map(([, , action]) => action));
    expect(actions).toEqual(new Set(["Refreshing", "Modifying", "Modifications"]));
    await promotion.expectMoved(run);
  },
  TIMEOUT,
);

test("the iris model's packages are those that it is trained with", () => {
  const pinned = readFileSync(join(ROOT, "python", "requirements.txt"), "utf8");
  for (const requirement of IRIS_DEPENDENCIES.requirements) expect(pinned).toContain(requirement);
});

import { join } from "node:path";
import { mustRun } from "../../src/rehearsal/deploy/command";
import { ModelServers, predictLocally, trainModel, type LocalPredictions } from "../../src/rehearsal/servers";
import { pythonVariables } from "../../src/rehearsal/servers/python";
import type { CallResult } from "../../src/rehearsal/snowflake";
import type { SharedServers } from "./servers";

/** A model with the same columns that says 7 to everything: no prediction of it is one of the other model. */
const SEVENS = `
import sys
import mlflow.sklearn
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
features, labels = load_iris(return_X_y=True, as_frame=True)
model = DummyClassifier(strategy="constant", constant=7).fit(features, labels * 0 + 7)
signature = infer_signature(features, model.predict(features))
mlflow.sklearn.save_model(model, sys.argv[1], signature=signature, pip_requirements=["scikit-learn"])
`;

/** Where the old model is below the artifact prefix, and the new one. */
export const OLD = "1/models/m-1/artifacts";
export const NEW = "1/models/m-2/artifacts";

const FOLDERS = { [OLD]: "iris", [NEW]: "sevens" };
const BATCH = 64;

/** Two trained models, of which one takes the place of the other, behind MLflow's real scoring servers. */
export class PromotedModels {
  /** Trains both. */
  public static async train(servers: SharedServers): Promise<PromotedModels> {
    const python = await servers.python();
    const { workFolder } = servers;
    const folder = (name: string) => join(workFolder, name);
    const options = { cwd: workFolder, env: pythonVariables(), what: "training of the second model" };
    await Promise.all([
      trainModel({ python, modelFolder: folder("iris"), workFolder }),
      mustRun(python.python, ["-W", "ignore", "-c", SEVENS, folder("sevens")], options),
    ]);
    const predictions: Record<string, LocalPredictions> = {};
    for (const name of Object.values(FOLDERS))
      predictions[name] = await predictLocally({ python, modelFolder: folder(name), workFolder });
    const locate = (uri: string): string | undefined => {
      const found = Object.entries(FOLDERS).find(([location]) =>
        uri.replace(/\/$/, "").endsWith(`/mlflow/${location}`),
      );
      return found === undefined ? undefined : folder(found[1]);
    };
    return new PromotedModels(predictions, new ModelServers({ python, workFolder: folder("servers"), locate }));
  }

  private constructor(
    private readonly predictions: Readonly<Record<string, LocalPredictions>>,
    public readonly servers: ModelServers,
  ) {}

  /** What is scored. */
  public get rows(): readonly (readonly number[])[] {
    return this.predictions.iris?.rows ?? [];
  }

  public get batchRows(): number {
    return BATCH;
  }

  /** Whose the answers to the batches are: `iris` the old model's, `sevens` the new one's. */
  public namesOf(batches: readonly CallResult[]): string[] {
    return batches.map(({ result }, index) => {
      const text = JSON.stringify(result);
      const part = (all: readonly unknown[]) => JSON.stringify(all.slice(index * BATCH, (index + 1) * BATCH));
      const found = Object.entries(this.predictions).find(([, { predictions }]) => part(predictions) === text);
      return found?.[0] ?? `unknown: ${text}`;
    });
  }
}

import { ModelColumnType, ModelDependencies, ModelSignature } from "cdktf-snowflake-mlops/mlflow";

const column = (name: string) => ({ name: `${name} (cm)`, type: ModelColumnType.DOUBLE });

/** Columns of the iris data set, as a model logs them that is trained on it; `ModelSignature.fromMlmodel` reads those of any model. */
export const IRIS_SIGNATURE = new ModelSignature({
  inputs: ["sepal length", "sepal width", "petal length", "petal width"].map(column),
  outputs: [ModelColumnType.LONG],
});

/** What an iris model of scikit-learn needs; `ModelDependencies.fromMlmodel` reads it of any model. */
export const IRIS_DEPENDENCIES = new ModelDependencies({
  mlflowVersion: "3.17.2",
  requirements: ["scikit-learn==1.9.1"],
});

/**
 * An endpoint that serves an iris model, with the function SCORE_IRIS, on AWS and Google Cloud; SageMaker also needs an `image`.
 * @param model location of the model below the artifact prefix
 */
export function irisEndpoint(model: string) {
  return { name: "iris", deployments: [{ name: "main", model }], signature: IRIS_SIGNATURE };
}

/** The same on Azure, where the packages of a model are put into an image. */
export function azureIrisEndpoint(model: string) {
  return { ...irisEndpoint(model), deployments: [{ name: "main", model, modelDependencies: IRIS_DEPENDENCIES }] };
}

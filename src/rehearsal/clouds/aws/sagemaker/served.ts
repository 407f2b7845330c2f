import type { Accounts, CloudModels } from "../../cloud";
import { parseArn } from "../arn";
import { rules } from "../rules";
import { frozenOf } from "./frozen";

/** Repository and tag of an image that stands for the one that `mlflow sagemaker build-and-push-container` makes. */
const IMAGE = "mlflow-pyfunc:rehearsal";

/** The endpoints of Amazon SageMaker. */
export const models: CloudModels = {
  variables: (state, location) => {
    // The platform's own region and account: SageMaker pulls from no other region.
    const [server] = state.all("aws_ecs_task_definition");
    const { region, account } = parseArn(String(server?.attributes.arn)) ?? {};
    if (region === undefined || account === undefined) throw new Error("no task definition tells region and account");
    return {
      MLOPS_MODEL_LOCATION: location,
      MLOPS_MODEL_IMAGE: `${account}.dkr.ecr.${region}.amazonaws.com/${IMAGE}`,
    };
  },
  served: (accounts: Accounts) => {
    const account = accounts.get(rules.source);
    if (account === undefined) return [];
    const endpoints = account.list("aws_sagemaker_endpoint").map(({ values }) => String(values.name));
    const variants = endpoints.flatMap((name) => frozenOf(account, name)?.variants ?? []);
    return variants.map(({ name, uri, image, environment }) => ({ deployment: name, uri, image, environment }));
  },
};

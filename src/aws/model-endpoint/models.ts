import type { SagemakerModel, SagemakerModelPrimaryContainer } from "@cdktf/provider-aws/lib/sagemaker-model";
import { Fn, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ModelDeployment } from "../../platform";
import type { IArtifactStore } from "../artifact-store/interface";
import { OptionalBindings } from "../optional-bindings";
import type { ResolvedServing } from "./defaults";
import { isArchive, modelUri } from "./location";
import { newSuffix } from "./names";

export interface ModelsProps {
  readonly endpointName: string;
  readonly settings: ResolvedServing;
  readonly artifactStore: IArtifactStore;
  readonly executionRoleArn: string;
  /** Subnets and security group of the containers. @default - SageMaker's own network */
  readonly vpc?: { readonly subnetIds: string[]; readonly securityGroupId: string };
  readonly dependencies: ITerraformDependable[];
  readonly tags?: Record<string, string>;
}

/** The models of an endpoint, by deployment. */
export function makeModels(scope: Construct, props: ModelsProps): Map<string, SagemakerModel> {
  return new Map(props.settings.deployments.map((each) => [each.name, makeModel(scope, props, each)]));
}

function makeModel(scope: Construct, props: ModelsProps, deployment: ModelDeployment): SagemakerModel {
  const { SagemakerModel } = OptionalBindings.sagemakerModel();
  const { endpointName, settings, executionRoleArn, vpc, dependencies, tags } = props;
  const primaryContainer = container(props, deployment);
  // A model is never changed, and its successor exists beside it, also when a deploy goes back to the model that an update left behind as it
  // was rolled back: each has a name of its own. A change of the network alone would be an update that the pinned provider cannot make. Each
  // value is a reference or a literal, which Terraform joins.
  const { bucketName, artifactPrefix } = props.artifactStore;
  const variables = Object.entries(settings.environment).flat();
  const network = vpc === undefined ? [] : [vpc.securityGroupId, ...vpc.subnetIds];
  const parts = [deployment.name, settings.image, bucketName, artifactPrefix, deployment.model, executionRoleArn];
  const content = Fn.sha256(Fn.join(" ", [...parts, ...variables, ...network]));
  const suffix = newSuffix(scope, `ModelSuffix-${deployment.name}`, { content });
  return new SagemakerModel(scope, `Model-${deployment.name}`, {
    name: `${endpointName}-${suffix}`,
    executionRoleArn,
    primaryContainer,
    enableNetworkIsolation: settings.privateAccess || undefined,
    vpcConfig: vpc && { subnets: vpc.subnetIds, securityGroupIds: [vpc.securityGroupId] },
    tags,
    dependsOn: dependencies,
    lifecycle: { createBeforeDestroy: true },
  });
}

function container(
  { settings, artifactStore }: ModelsProps,
  { model }: ModelDeployment,
): SagemakerModelPrimaryContainer {
  const { image, environment } = settings;
  const uri = modelUri(artifactStore, model);
  if (isArchive(model)) return { image, environment, modelDataUrl: uri };
  return {
    image,
    environment,
    modelDataSource: { s3DataSource: [{ s3Uri: uri, s3DataType: "S3Prefix", compressionType: "None" }] },
  };
}

import type {
  SagemakerEndpointConfiguration,
  SagemakerEndpointConfigurationDataCaptureConfig,
  SagemakerEndpointConfigurationProductionVariants,
} from "@cdktf/provider-aws/lib/sagemaker-endpoint-configuration";
import type { SagemakerModel } from "@cdktf/provider-aws/lib/sagemaker-model";
import type { Construct } from "constructs";
import type { IArtifactStore } from "../artifact-store/interface";
import { OptionalBindings } from "../optional-bindings";
import type { ResolvedServing } from "./defaults";
import { configurationPrefix } from "./names";

export interface ConfigurationProps {
  readonly endpointName: string;
  readonly settings: ResolvedServing;
  readonly artifactStore: IArtifactStore;
  readonly capturePrefix?: string;
  /** The models by deployment. */
  readonly models: ReadonlyMap<string, SagemakerModel>;
  readonly tags?: Record<string, string>;
}

/** MLflow's image installs the model's packages when it starts. Serverless endpoints have three minutes, which nothing changes. */
const STARTUP_SECONDS = 900;

/**
 * The configuration of an endpoint: which models, on what, with which part of the calls. The endpoint notices a new name alone, and needs
 * the old configuration until it has moved to the new one.
 */
export function makeConfiguration(scope: Construct, props: ConfigurationProps): SagemakerEndpointConfiguration {
  const { SagemakerEndpointConfiguration } = OptionalBindings.sagemakerEndpointConfiguration();
  return new SagemakerEndpointConfiguration(scope, "Configuration", {
    namePrefix: configurationPrefix(props.endpointName),
    productionVariants: [...props.models].map(([name, model]) => variant(props.settings, name, model.name)),
    kmsKeyArn: props.settings.encryptionKeyArn,
    dataCaptureConfig: dataCapture(props),
    tags: props.tags,
    lifecycle: { createBeforeDestroy: true },
  });
}

function variant(
  settings: ResolvedServing,
  variantName: string,
  modelName: string,
): SagemakerEndpointConfigurationProductionVariants {
  const { serverless, traffic } = settings;
  const shared = { variantName, modelName, initialVariantWeight: traffic[variantName] ?? 0 };
  if (serverless === undefined)
    return {
      ...shared,
      instanceType: settings.instanceType,
      initialInstanceCount: settings.minInstances,
      containerStartupHealthCheckTimeoutInSeconds: STARTUP_SECONDS,
    };
  return {
    ...shared,
    serverlessConfig: {
      memorySizeInMb: serverless.memoryMib,
      maxConcurrency: serverless.maxConcurrency,
      provisionedConcurrency: serverless.provisionedConcurrency,
    },
  };
}

function dataCapture({
  settings,
  artifactStore,
  capturePrefix,
}: ConfigurationProps): SagemakerEndpointConfigurationDataCaptureConfig | undefined {
  if (settings.dataCapture === undefined || capturePrefix === undefined) return undefined;
  return {
    enableCapture: true,
    initialSamplingPercentage: settings.dataCapture.samplingPercent,
    destinationS3Uri: `s3://${artifactStore.bucketName}/${capturePrefix}`,
    kmsKeyId: settings.encryptionKeyArn ?? artifactStore.encryptionKeyArn,
    captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
    // Without it SageMaker keeps JSON in base64.
    captureContentTypeHeader: { jsonContentTypes: ["application/json"] },
  };
}

import { GoogleBetaProvider } from "@cdktf/provider-google-beta/lib/provider";
import { ProjectService } from "@cdktf/provider-google/lib/project-service";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { Size } from "../../../src/core";
import type { IArtifactStore } from "../../../src/gcp/artifact-store/interface";
import { Gateway, type GatewayProps } from "../../../src/gcp/gateway/gateway";
import { GcpProject } from "../../../src/gcp/project";
import type { IProjectServices } from "../../../src/gcp/project-services/interface";
import { SnowflakeAccess, type SnowflakeAccessProps } from "../../../src/gcp/snowflake-access/snowflake-access";
import type { ITrackingServer } from "../../../src/gcp/tracking-server/interface";
import { SnowflakePreviewFeatures } from "../../../src/snowflake";
import { Synthesized } from "../../support/synthesized";

/** What every component takes. */
export const COMPONENT = { prefix: "mlops-dev", size: Size.DEV, region: "europe-west1" };

/** A stack with all providers that gateway and trust need. */
export function stackWithProviders(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "test");
  new GoogleProvider(stack, "Google", { project: "my-project-123456" });
  new GoogleBetaProvider(stack, "GoogleBeta", { project: "my-project-123456" });
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
  new SnowflakeProvider(stack, "Snowflake", { previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED });
  return stack;
}

/** Servers whose address is known before they are. */
export function servers(stack: TerraformStack, serviceRegion?: string): ITrackingServer {
  return Object.assign(new Construct(stack, "Servers"), {
    url: `https://mlops-dev-mlflow-${GcpProject.of(stack).number}.europe-west1.run.app`,
    serviceName: "mlops-dev-mlflow",
    serviceRegion,
  });
}

/** The services of the project, which are enabled by the stack. */
export function projectServices(stack: TerraformStack): IProjectServices {
  const service = new ProjectService(stack, "Service", { service: "apigateway.googleapis.com" });
  return Object.assign(new Construct(stack, "Services"), { dependencies: [service] });
}

export function artifactStore(stack: TerraformStack): IArtifactStore {
  return Object.assign(new Construct(stack, "Artifacts"), {
    bucketName: "mlops-dev-artifacts",
    artifactPrefix: "mlflow",
    artifactsDestination: "gs://mlops-dev-artifacts/mlflow",
    snowflakeLocation: "gcs://mlops-dev-artifacts/mlflow/",
  });
}

/** Gateway and trust, in the order of a platform: gateway, integration, document. */
export function connected(
  stack: TerraformStack,
  gatewayProps: Partial<GatewayProps> = {},
  accessProps: Partial<SnowflakeAccessProps> = {},
) {
  const access = new SnowflakeAccess(stack, "Access", {
    ...COMPONENT,
    apiIntegration: "MLOPS_DEV_API",
    storageIntegration: "MLOPS_DEV_STORAGE",
    artifactStore: artifactStore(stack),
    ...accessProps,
  });
  const gateway = new Gateway(stack, "Gateway", {
    ...COMPONENT,
    ...gatewayProps,
    trackingServer: gatewayProps.trackingServer ?? servers(stack),
  });
  const integration = access.connect(gateway);
  gateway.allow(access.caller);
  return { access, gateway, integration };
}

/** `connected`, synthesized. */
export function someGateway(
  props: (stack: TerraformStack) => Partial<GatewayProps> = () => ({}),
  accessProps: Partial<SnowflakeAccessProps> = {},
): Synthesized {
  const stack = stackWithProviders();
  connected(stack, props(stack), accessProps);
  return Synthesized.of(stack);
}

/** The document of a gateway, with references in place of values. */
export function documentOf(stack: Synthesized): string {
  const [openapi] = stack.one("google_api_gateway_api_config").openapi_documents as {
    document: { contents: string };
  }[];
  const [, text = ""] = /^\$\{base64encode\((".*")\)\}$/.exec(String(openapi?.document.contents)) ?? [];
  return JSON.parse(text) as string;
}

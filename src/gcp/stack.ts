import { Construct } from "constructs";
import { Environments } from "../core";
import { asChecked, checkOnce } from "../core/checks";
import { MlopsStack } from "../platform";
import { GCP_ENVIRONMENT } from "./checks";
import type { GcpEnvironmentProps } from "./environment";
import { existingComponents } from "./existing";
import { addGoogleProviders } from "./google-provider";
import { GcpMlopsPlatform } from "./platform";
import type { SnowflakeAccess } from "./snowflake-access/snowflake-access";
import { keepStateInGcs } from "./state-backend/gcs-backend";

/** An environment on Google Cloud as a stack: providers, state, the platform and its outputs. */
export class GcpMlopsStack extends MlopsStack {
  public readonly platform: GcpMlopsPlatform;

  /** @throws ValidationError with every problem of the environment, before any resource is created */
  constructor(scope: Construct, environment: GcpEnvironmentProps) {
    checkOnce(environment.name, environment, GCP_ENVIRONMENT, environment.size);
    super(scope, environment);
    const { state, name, existing } = environment;
    addGoogleProviders(this, environment);
    this.platform = new GcpMlopsPlatform(
      this,
      "Platform",
      asChecked({
        ...environment,
        prefix: Environments.prefix(environment),
        existing: existing && existingComponents(new Construct(this, "Existing"), existing),
      }),
    );
    this.addStateOutput({
      address: state && keepStateInGcs(this, state, name),
      setting: "state: { bucket }",
    });
    const { snowflake, snowflakeAccess, gateway, artifactStore, uiAccess, trackingServer } = this.platform;
    this.addPlatformOutputs({
      snowflake,
      gatewayUrl: gateway.url,
      serverUrl: trackingServer?.url,
      uiUrl: uiAccess?.url,
      artifacts: artifactStore.snowflakeLocation.slice(0, -1),
      firstSteps: firstSteps(snowflakeAccess),
    });
    this.addScoringOutput(this.platform.scoredModels.map(({ scoringFunction }) => scoringFunction));
    const targets = this.platform.scoredModels.flatMap(({ endpoint: { name, vertexTarget } }) =>
      vertexTarget === undefined ? [] : [[name, vertexTarget] as const],
    );
    if (targets.length > 0)
      this.addOutput("vertex_endpoints", Object.fromEntries(targets), "What mlops deploy-model deploys to Vertex AI");
  }
}

/** What remains when the gateway was created before the integration. */
function firstSteps({ missingServiceAccount }: SnowflakeAccess): string[] {
  return missingServiceAccount === undefined
    ? []
    : [
        `Allow Snowflake to call the gateway: set snowflakeApiServiceAccount: "${missingServiceAccount}" in the environment's file, and deploy again`,
      ];
}

import { Construct } from "constructs";
import { Environments } from "../core";
import { asChecked, checkOnce } from "../core/checks";
import { ServerSpec } from "../mlflow";
import { MlopsStack } from "../platform";
import { openUiStep } from "../platform/stack";
import { AwsAccount } from "./account";
import { AWS_ENVIRONMENT } from "./checks";
import type { AwsEnvironmentProps } from "./environment";
import { existingComponents } from "./existing";
import { AwsMlopsPlatform } from "./platform";
import { addAwsProvider } from "./aws-provider";
import { keepStateInS3 } from "./state-backend/s3-backend";
import type { TrackingServer } from "./tracking-server/tracking-server";
import type { UiAccess } from "./ui-access/ui-access";

/** An environment on AWS as a stack: providers, state, the platform and its outputs. */
export class AwsMlopsStack extends MlopsStack {
  public readonly platform: AwsMlopsPlatform;

  /** @throws ValidationError with every problem of the environment, before any resource is created */
  constructor(scope: Construct, environment: AwsEnvironmentProps) {
    checkOnce(environment.name, environment, AWS_ENVIRONMENT, environment.size);
    super(scope, environment);
    addAwsProvider(this, environment);
    const { region } = AwsAccount.of(this);
    const { state, name, existing } = environment;
    this.platform = new AwsMlopsPlatform(
      this,
      "Platform",
      asChecked({
        ...environment,
        prefix: Environments.prefix(environment),
        existing: existing && existingComponents(new Construct(this, "Existing"), existing),
      }),
    );
    this.addStateOutput({
      address: state && keepStateInS3(this, state, name),
      setting: "state: { bucket, region }",
    });
    const { snowflake, gateway, artifactStore, trackingServer, uiAccess, scoredModels } = this.platform;
    this.addPlatformOutputs({
      snowflake,
      gatewayUrl: gateway.url,
      serverUrl: trackingServer?.url,
      uiUrl: uiAccess?.url,
      artifacts: artifactStore.artifactsDestination,
      nextSteps: uiAccess === undefined ? sessionSteps(name, trackingServer) : [aliasStep(uiAccess)],
    });
    if (trackingServer?.acceptsSessions === true) this.addSessionOutputs(trackingServer, region);
    if (uiAccess !== undefined) this.addOutput("ui_load_balancer", uiAccess.loadBalancerDnsName, UI_LOAD_BALANCER);
    this.addScoringOutput(scoredModels.map(({ scoringFunction }) => scoringFunction));
  }

  private addSessionOutputs(server: TrackingServer, region: string): void {
    const { clusterName: cluster, serviceName: service, mlflowContainerName: container } = server;
    const port = String(ServerSpec.MLFLOW_PORT);
    this.addOutput(
      "mlflow_sessions",
      { cluster, service, container, port, region },
      "The containers to which mlops open forwards a port",
    );
    this.addOutput(
      "open_ui",
      openUi(cluster, service, container, region),
      "Shell command that forwards MLflow's UI to http://127.0.0.1:5000; needs the AWS CLI and its Session Manager plugin",
    );
  }
}

const UI_LOAD_BALANCER = "Target of the DNS alias or CNAME of the name in ui_url";

/** How users without a UI of their own reach MLflow's: by a port that is forwarded. */
function sessionSteps(name: string, server: TrackingServer | undefined): string[] {
  return server?.acceptsSessions === true ? [openUiStep(name, "the command in the output open_ui")] : [];
}

/** What makes the UI's name lead to its load balancer. */
function aliasStep({ url, loadBalancerDnsName }: UiAccess): string {
  return `Create the DNS alias or CNAME of ${url.slice("https://".length)}, with the target ${loadBalancerDnsName} (output ui_load_balancer)`;
}

function openUi(cluster: string, service: string, container: string, region: string): string {
  return [
    `TASK=$(aws ecs list-tasks --region ${region} --cluster ${cluster} --service-name ${service} --query 'taskArns[0]' --output text)`,
    `RUNTIME=$(aws ecs describe-tasks --region ${region} --cluster ${cluster} --tasks $TASK --query "tasks[0].containers[?name=='${container}'].runtimeId | [0]" --output text)`,
    `aws ssm start-session --region ${region} --target ecs:${cluster}_$(basename $TASK)_$RUNTIME --document-name AWS-StartPortForwardingSession --parameters '{"portNumber":["5000"],"localPortNumber":["5000"]}'`,
  ].join(" && ");
}

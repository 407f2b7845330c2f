import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { Annotations, TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Environments, Problems, Size } from "../core";
import { ServerSpec } from "../mlflow";
import { SnowflakePreviewFeatures } from "../snowflake";
import { AwsAccount } from "./account";
import { AwsEnvironments, type AwsEnvironmentProps } from "./environment";
import { AwsMlopsPlatform } from "./platform";
import { existingParts } from "./private/existing-parts";
import { keepStateInS3 } from "./private/state";

/** An environment on AWS as a stack: providers, state, the platform and the outputs that a person needs. */
export class AwsMlopsStack extends TerraformStack {
  public readonly platform: AwsMlopsPlatform;

  /** @throws ValidationError with every problem of the environment, before anything is made */
  constructor(scope: Construct, environment: AwsEnvironmentProps) {
    const problems = new Problems(environment.name);
    AwsEnvironments.check(problems, environment);
    problems.throwIfAny();
    super(scope, environment.name);

    this.providers(environment);
    const { size, tags, protection, network, artifacts, database, server, gateway, snowflake, kedro } = environment;
    const { observability, accessLogs, people } = environment;
    const servers = { network, artifacts, accessLogs, database, server, gateway, people, observability };
    const settings = { ...servers, snowflake, kedro };
    const prefix = Environments.prefix(environment);
    const existing = environment.existing && existingParts(new Construct(this, "Existing"), environment.existing);
    this.platform = new AwsMlopsPlatform(this, "Platform", { ...settings, prefix, size, tags, protection, existing });
    this.keepState(environment);
    this.outputs(environment);
  }

  private providers(environment: AwsEnvironmentProps): void {
    new AwsProvider(this, "Aws", {
      region: environment.region,
      allowedAccountIds: environment.accountId === undefined ? undefined : [environment.accountId],
    });
    new SnowflakeProvider(this, "Snowflake", {
      ...environment.snowflakeAccount,
      previewFeaturesEnabled: SnowflakePreviewFeatures.REQUIRED,
    });
    new RandomProvider(this, "Random");
    new TimeProvider(this, "Time");
  }

  private keepState(environment: AwsEnvironmentProps): void {
    const { state, name } = environment;
    if (state === undefined) {
      const where = `terraform.${name}.tfstate in the project's folder`;
      this.output(
        "state",
        `${where}: keep it, nobody else can see it. Set state in the environment's file to share it.`,
        "Where Terraform's state is kept",
      );
      if (environment.size === Size.PROD)
        Annotations.of(this).addWarning(
          `State is kept in ${where}. Set state: { bucket, region } for a prod environment.`,
        );
      return;
    }
    this.output("state", keepStateInS3(this, state, name), "Where Terraform's state is kept");
  }

  private outputs(environment: AwsEnvironmentProps): void {
    const { platform } = this;
    this.output(
      "gateway_url",
      platform.gateway.url,
      "What every function's URL begins with; only Snowflake's role gets in",
    );
    this.output(
      "artifacts",
      `s3://${platform.artifactStore.bucketName}/${platform.artifactStore.artifactPrefix}`,
      "Where MLflow keeps artifacts",
    );
    const { databaseName, schemaName, warehouseName } = platform.workspace;
    this.output("snowflake_schema", `${databaseName}.${schemaName}`, "Database and schema of the functions");
    this.output("snowflake_warehouse", warehouseName, "Warehouse that the functions are called with");
    this.output("kedro_role", platform.kedro.role.roleName, "Role that kedro connects with");
    new TerraformOutput(this, "Functions", {
      value: [...platform.kedroFunctions.functions, ...platform.functions.functions].map((each) => each.functionName),
      description: "SQL functions that reach MLflow",
    }).overrideLogicalId("functions");
    platform.kedro.configuration.addOutputs(this);
    const server = platform.trackingServer;
    if (server !== undefined) {
      const { clusterName: cluster, serviceName: service, mlflowContainerName: container } = server;
      new TerraformOutput(this, "MlflowServer", {
        value: {
          cluster,
          service,
          container,
          port: String(ServerSpec.MLFLOW_PORT),
          region: AwsAccount.of(this).region,
        },
        description: "Where MLflow runs: what mlops open forwards a port to",
      }).overrideLogicalId("mlflow_server");
      this.output(
        "open_ui",
        openUi(cluster, service, container, AwsAccount.of(this).region),
        "Shell command that forwards MLflow's UI to http://127.0.0.1:5000; needs the AWS CLI and its Session Manager plugin",
      );
    }
    if (server?.people !== undefined) {
      this.output("people_url", server.people.url, "MLflow's UI for people who sign in");
      this.output(
        "people_load_balancer",
        server.people.loadBalancerDnsName,
        "What the name in people_url must be an alias or CNAME of",
      );
    }
    this.output("next_steps", this.nextSteps(environment.name), `What to do after the deploy of ${environment.name}`);
  }

  private nextSteps(name: string): string {
    const { workspace, kedro, trackingServer } = this.platform;
    const { databaseName, schemaName, warehouseName } = workspace;
    const role = kedro.role.roleName;
    const steps = [
      `Give somebody the role: GRANT ROLE ${role} TO USER <user>;`,
      `In Snowflake: USE ROLE ${role}; USE WAREHOUSE ${warehouseName}; SELECT ${databaseName}.${schemaName}.MLFLOW_EXPERIMENT_GET_BY_NAME('Default');`,
      `For a kedro project: npx mlops kedro ${name} prints conf/base/snowflake.yml and conf/local/credentials.yml`,
      ...(trackingServer === undefined
        ? []
        : [`Look at runs and models in MLflow's UI: npx mlops open ${name}, or the output open_ui`]),
      `When a function fails: npx mlops check ${name} names what is broken`,
    ];
    return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
  }

  private output(name: string, value: string, description: string): void {
    const id = name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    new TerraformOutput(this, id, { value, description }).overrideLogicalId(name);
  }
}

function openUi(cluster: string, service: string, container: string, region: string): string {
  return [
    `TASK=$(aws ecs list-tasks --region ${region} --cluster ${cluster} --service-name ${service} --query 'taskArns[0]' --output text)`,
    `RUNTIME=$(aws ecs describe-tasks --region ${region} --cluster ${cluster} --tasks $TASK --query "tasks[0].containers[?name=='${container}'].runtimeId | [0]" --output text)`,
    `aws ssm start-session --region ${region} --target ecs:${cluster}_$(basename $TASK)_$RUNTIME --document-name AWS-StartPortForwardingSession --parameters '{"portNumber":["5000"],"localPortNumber":["5000"]}'`,
  ].join(" && ");
}

import { Annotations, CloudBackend, NamedCloudWorkspace, Testing, type TerraformStack } from "cdktf";
import { Size } from "cdktf-snowflake-mlops";
import { AwsMlopsStack, ExecuteCommand, type AwsEnvironmentProps, type UiSettings } from "cdktf-snowflake-mlops/aws";
import { AzureMlopsStack } from "cdktf-snowflake-mlops/azure";
import { GcpMlopsStack } from "cdktf-snowflake-mlops/gcp";
import { awsDev } from "../../stacks/environments/aws-dev";
import { azureDev } from "../../stacks/environments/azure-dev";
import { gcpDev } from "../../stacks/environments/gcp-dev";
import { Synthesized, type Block } from "../aws/synthesized";

const outputsIn = (stack: TerraformStack) => Synthesized.of(stack).json.output as Record<string, Block>;
const outputsOf = (environment: AwsEnvironmentProps): Record<string, Block> =>
  outputsIn(new AwsMlopsStack(Testing.app(), environment));

const outputs = outputsOf(awsDev);

test("every output says what it is for, and none is a secret", () => {
  for (const output of Object.values(outputs)) {
    expect(String(output.description).length).toBeGreaterThan(15);
    expect(output).not.toHaveProperty("sensitive");
  }
});

test("outputs have the names that people type", () => {
  expect(Object.keys(outputs).sort()).toEqual([
    "artifacts",
    "functions",
    "gateway_url",
    "kedro_credentials_yml",
    "kedro_role",
    "kedro_snowflake_yml",
    "mlflow_server",
    "mlflow_sessions",
    "next_steps",
    "open_ui",
    "snowflake_schema",
    "snowflake_warehouse",
    "state",
  ]);
});

test("next steps lead to the UI of servers that are made, not of those that exist elsewhere", () => {
  const steps = (all: Record<string, Block>) => String(all.next_steps?.value).split("\n");
  expect(steps(outputs)[3]).toContain("npx mlops open aws-dev");
  const elsewhere = outputsOf({
    ...awsDev,
    existing: {
      network: { vpcId: "vpc-1", serverSubnetIds: ["subnet-1", "subnet-2"] },
      artifactStore: { bucketName: "my-artifacts" },
      trackingServer: {
        loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mlflow/1",
        loadBalancerDnsName: "internal-mlflow.eu-central-1.elb.amazonaws.com",
      },
    },
  });
  expect(steps(elsewhere).join()).not.toContain("mlops open");
  expect(steps(elsewhere).map((step) => step.slice(0, 2))).toEqual(["1.", "2.", "3.", "4."]);
  for (const name of ["open_ui", "mlflow_server", "mlflow_sessions"]) expect(elsewhere).not.toHaveProperty(name);
});

test.each([
  ["AWS", outputs],
  ["Azure", outputsIn(new AzureMlopsStack(Testing.app(), azureDev))],
  ["Google Cloud", outputsIn(new GcpMlopsStack(Testing.app(), gcpDev))],
])("mlflow_server is the URL of the servers on %s", (_, { mlflow_server: server }) => {
  expect(server?.value).toMatch(/^https?:\/\/[^/]+$/);
});

const UI: UiSettings = {
  domainName: "mlflow.example.com",
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
  oidc: {
    issuer: "https://login.example.com",
    authorizationEndpoint: "https://login.example.com/authorize",
    tokenEndpoint: "https://login.example.com/token",
    userInfoEndpoint: "https://login.example.com/userinfo",
    clientId: "mlflow-ui",
    clientSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mlflow-ui-AbCdEf",
  },
};

test.each([ExecuteCommand.ON, ExecuteCommand.OFF])(
  "with a UI and sessions %s, next steps name the DNS record that it needs, then the UI",
  (executeCommand) => {
    const { next_steps: steps, ui_load_balancer: target } = outputsOf({
      ...awsDev,
      ui: UI,
      server: { executeCommand },
    });
    const [, , , record, open] = String(steps?.value).split("\n");
    expect(record).toBe(
      `4. Create the DNS alias or CNAME of mlflow.example.com, with the target ${String(target?.value)} (output ui_load_balancer)`,
    );
    expect(open).toBe(
      "5. To see runs and models in MLflow's UI: npx mlops open aws-dev, or the address in the output ui_url",
    );
  },
);

test("the deploy says where the state is: a local file that nobody else sees, or a bucket", () => {
  expect(outputs.state?.value).toContain("terraform.aws-dev.tfstate in the project's folder");
  const shared = outputsOf({ ...awsDev, state: { bucket: "my-state", region: "eu-central-1", key: "mlops/dev" } });
  expect(shared.state?.value).toBe("s3://my-state/mlops/dev");
});

test("a backend that the program adds is not called a local file, and nobody is warned", () => {
  const warnings = jest.spyOn(Annotations.prototype, "addWarning").mockReturnValue();
  const stack = new AwsMlopsStack(Testing.app(), { ...awsDev, name: "aws-prod", size: Size.PROD });
  new CloudBackend(stack, { organization: "team", workspaces: new NamedCloudWorkspace("mlops") });
  const { output } = Synthesized.of(stack).json as { output: Record<string, Block> };
  expect(output.state?.value).toBe('The backend "cloud" that the program adds to the stack');
  expect(warnings).not.toHaveBeenCalled();
  jest.restoreAllMocks();
});

test("what a person is told of sessions follows from the setting", () => {
  const closed = outputsOf({ ...awsDev, server: { executeCommand: ExecuteCommand.OFF } });
  expect(closed.next_steps?.value).not.toContain("mlops open");
  for (const name of ["open_ui", "mlflow_sessions"]) {
    expect(closed).not.toHaveProperty(name);
    expect(outputs).toHaveProperty(name);
  }
});

test("a prod environment without shared state is warned of, a dev one is not", () => {
  const warnings = jest.fn();
  jest.spyOn(Annotations.prototype, "addWarning").mockImplementation(warnings);
  outputsOf({ ...awsDev, name: "aws-prod", size: Size.PROD });
  expect(warnings).toHaveBeenCalledWith(expect.stringContaining("Set state: { bucket, region }"));
  warnings.mockClear();
  outputsOf(awsDev);
  outputsOf({
    ...awsDev,
    name: "aws-prod",
    size: Size.PROD,
    state: { bucket: "my-state", region: "eu-central-1" },
  });
  expect(warnings).not.toHaveBeenCalled();
  jest.restoreAllMocks();
});

test("the command that opens the UI forwards MLflow's own port and holds no template of Terraform's", () => {
  const command = String(outputs.open_ui?.value);
  expect(command).toContain("AWS-StartPortForwardingSession");
  expect(command).toContain('"portNumber":["5000"]');
  expect(command.replace(/\$\{(data\.)?aws_[A-Za-z0-9_.]+\}/g, "")).not.toContain("${");
});

test("an account and a region that are named bind the provider to them", () => {
  const stack = Synthesized.of(
    new AwsMlopsStack(Testing.app(), { ...awsDev, region: "eu-west-1", accountId: "123456789012" }),
  );
  expect((stack.json.provider as Record<string, Block[]>).aws).toEqual([
    { region: "eu-west-1", allowed_account_ids: ["123456789012"] },
  ]);
});

import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AwsMlopsPlatform,
  Network,
  TrackingServer,
  type ExistingAwsAttributes,
  type ExistingAwsComponents,
} from "../../src/aws";
import { Size } from "../../src/core";
import { OperationGroup } from "../../src/mlflow";
import { Workspace } from "../../src/snowflake";
import { providers, someNetwork } from "./fixture";
import { Synthesized } from "./synthesized";

const dev = Synthesized.environment();
const prod = Synthesized.environment({ name: "aws-prod", size: Size.PROD, prefix: "mlops-aws-dev" });

function platform(existing: (stack: TerraformStack) => ExistingAwsComponents): Synthesized {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  new AwsMlopsPlatform(stack, "Platform", { prefix: "mlops-dev", size: Size.DEV, existing: existing(stack) });
  return Synthesized.of(stack);
}

const someBucket = (stack: TerraformStack) =>
  ArtifactStore.fromArtifactStoreAttributes(stack, "Bucket", { bucketName: "my-artifacts", artifactPrefix: "ml" });

test("nothing but the server's task waits for the database", () => {
  const database = dev.address("aws_db_instance");
  const waiting = dev.addresses().filter((address) => dev.needs(address).has(database));
  expect(waiting).toEqual([dev.address("aws_ecs_service"), dev.address("aws_secretsmanager_secret_version")]);
});

test("no SQL function waits for the server, so that gateway and functions are made beside the database", () => {
  const service = dev.address("aws_ecs_service");
  expect(dev.addresses().filter((address) => dev.needs(address).has(service))).toEqual([]);
});

test("the trust between Snowflake and AWS holds no cycle, in one apply", () => {
  for (const address of dev.addresses()) expect(dev.needs(address)).not.toContain(address);
});

test("nothing forces the database to be made anew before the old one goes: both would have one name", () => {
  const database = dev.address("aws_db_instance");
  const forced = dev.addresses().filter((address) => {
    const [type = "", name = ""] = address.split(".");
    const lifecycle = dev.all(type)[name]?.lifecycle as { create_before_destroy?: boolean } | undefined;
    return lifecycle?.create_before_destroy === true && dev.needs(address).has(database);
  });
  expect(forced).toEqual([]);
});

test("a rotated password replaces the tasks, which read their secret only when they start", () => {
  expect(dev.one("aws_ecs_service")).toMatchObject({
    force_new_deployment: true,
    triggers: { secret: `\${${dev.address("aws_secretsmanager_secret_version")}.version_id}` },
  });
});

test.each([
  ["dev", dev, "PublicToInternet"],
  ["prod", prod, "Private1ToNat"],
])("in %s servers wait for their way out", (_name, environment, route) => {
  expect(environment.one("aws_ecs_service").depends_on).toContain(environment.address("aws_route", route));
});

test("from dev to prod no address disappears, and nothing that holds data changes what it is made of", () => {
  const gone = dev.addresses().filter((address) => !prod.addresses().includes(address));
  // Prod opens no sessions in its containers: the right to do so goes with them.
  expect(gone).toEqual([dev.address("aws_iam_role_policy", "OpenShell")]);
  const fixed: Record<string, string[]> = {
    aws_db_instance: ["identifier", "engine", "storage_encrypted", "db_name", "username", "db_subnet_group_name"],
    aws_s3_bucket: ["bucket"],
    aws_secretsmanager_secret: ["name"],
    snowflake_database: ["name"],
  };
  for (const [type, attributes] of Object.entries(fixed))
    for (const [name, before] of Object.entries(dev.all(type)))
      for (const attribute of attributes) expect(prod.all(type)[name]?.[attribute]).toEqual(before[attribute]);
});

test("the servers admit the Snowflake account that the functions are created in", () => {
  const account = dev.addresses().find((address) => address.startsWith("data.snowflake_current_account."));
  const [, proxy] = JSON.parse(String(dev.one("aws_ecs_task_definition").container_definitions)) as {
    environment: { name: string; value: string }[];
  }[];
  expect(proxy?.environment).toEqual(
    expect.arrayContaining([
      { name: "MLOPS_SNOWFLAKE_ACCOUNT", value: `\${${account}.account}` },
      { name: "MLOPS_SNOWFLAKE_REGION", value: `\${${account}.region}` },
    ]),
  );
  for (const fn of Object.values(dev.all("snowflake_external_function")))
    expect(fn.context_headers).toEqual(expect.arrayContaining(["CURRENT_ACCOUNT", "CURRENT_REGION"]));
});

test("the allowed prefix of the API integration is the stage's own address, with a slash at its end", () => {
  const [prefix] = dev.one("snowflake_api_integration").api_allowed_prefixes as string[];
  expect(prefix).toMatch(
    /^https:\/\/\$\{aws_api_gateway_rest_api\..+\.id\}\.execute-api\.\$\{data\.aws_region\..+\.region\}\.amazonaws\.com\/v1\/$/,
  );
});

test("every function calls below that address", () => {
  const [prefix] = dev.one("snowflake_api_integration").api_allowed_prefixes as string[];
  for (const each of Object.values(dev.all("snowflake_external_function")))
    expect(String(each.url_of_proxy_and_resource).startsWith(String(prefix))).toBe(true);
});

test("the stage over the artifacts is the folder that MLflow writes to", () => {
  const url = dev.one("snowflake_stage", "ArtifactStage").url;
  const integration = dev.one("snowflake_storage_integration");
  expect(integration.storage_allowed_locations).toEqual([url]);
  const definitions = String(dev.one("aws_ecs_task_definition").container_definitions);
  expect(definitions).toContain(String(url).replace(/\/$/, ""));
  expect(integration.storage_aws_external_id).toMatch(/^\$\{random_id\./);
});

test("every resource that can carry tags carries the platform's and the team's", () => {
  const tagged = Synthesized.environment({ tags: { team: "ml" } });
  const types = [
    "aws_vpc",
    "aws_subnet",
    "aws_s3_bucket",
    "aws_db_instance",
    "aws_ecs_service",
    "aws_lb",
    "aws_iam_role",
  ];
  for (const type of [...types, "aws_api_gateway_rest_api", "aws_api_gateway_stage", "aws_secretsmanager_secret"])
    for (const resource of Object.values(tagged.all(type)))
      expect(resource.tags).toMatchObject({ team: "ml", platform: "mlops-aws-dev" });
});

test("no password and no secret's text stands in the synthesized JSON or its outputs", () => {
  expect(JSON.stringify(dev.json.output)).not.toMatch(/random_password|secret_string/);
  const passwords = JSON.stringify(dev.json).match(/\$\{random_password\.[^}]+\.result\}/g);
  expect(passwords).toHaveLength(2);
});

test("with a VPC, a bucket and a Snowflake database of one's own the platform makes none", () => {
  const own = platform((stack) => ({
    network: someNetwork(stack),
    artifactStore: someBucket(stack),
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", {
      databaseName: "SHARED",
      schemaName: "ML",
      warehouseName: "SHARED_WH",
    }),
  }));
  for (const type of ["aws_vpc", "aws_subnet", "aws_s3_bucket", "snowflake_database", "snowflake_warehouse"])
    expect(own.all(type)).toEqual({});
  expect(own.one("snowflake_stage", "ArtifactStage").url).toBe("s3://my-artifacts/ml/");
});

test("with an MLflow server of one's own only gateway and functions are made", () => {
  const own = platform((stack) => ({
    network: Network.fromNetworkAttributes(stack, "Vpc", { vpcId: "vpc-1", serverSubnetIds: ["subnet-1", "subnet-2"] }),
    artifactStore: someBucket(stack),
    trackingServer: TrackingServer.fromTrackingServerAttributes(stack, "Server", {
      loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mlflow/1",
      loadBalancerDnsName: "internal-mlflow.eu-central-1.elb.amazonaws.com",
      loadBalancerPort: 8080,
    }),
  }));
  for (const type of ["aws_db_instance", "aws_ecs_service", "aws_lb"]) expect(own.all(type)).toEqual({});
  expect(own.one("aws_api_gateway_integration").uri).toBe(
    "http://internal-mlflow.eu-central-1.elb.amazonaws.com:8080/{proxy}",
  );
});

test("the proxy passes the operations of the functions' groups, and kedro's own", () => {
  const proxy = (environment: Synthesized): string =>
    String(environment.one("aws_ecs_task_definition").container_definitions);
  const registry = Synthesized.environment({ snowflake: { groups: [OperationGroup.REGISTRY] } });
  const traces = Synthesized.environment({ snowflake: { groups: [OperationGroup.TRACES] } });
  expect(proxy(dev)).toContain("logged-models");
  expect(proxy(dev)).not.toMatch(/traces|datasets/);
  expect(proxy(registry)).toContain("registered-models");
  expect(proxy(registry)).toContain("runs");
  expect(proxy(registry)).not.toMatch(/logged-models|traces|datasets/);
  expect(proxy(traces)).toContain("traces");
});

const ARN = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mlflow/1";

test.each<[string, ExistingAwsAttributes]>([
  ["network", { network: { vpcId: "vpc-1", serverSubnetIds: ["subnet-1", "subnet-2"] } }],
  ["artifactStore", { artifactStore: { bucketName: "my-artifacts" } }],
  [
    "backendStore",
    {
      backendStore: {
        uriSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:uri-AbCdEf",
        securityGroupId: "sg-1",
      },
    },
  ],
  [
    "trackingServer",
    {
      network: { vpcId: "vpc-1", serverSubnetIds: ["subnet-1", "subnet-2"] },
      artifactStore: { bucketName: "my-artifacts" },
      trackingServer: {
        loadBalancerArn: ARN,
        loadBalancerDnsName: "internal-mlflow.eu-central-1.elb.amazonaws.com",
        loadBalancerSecurityGroupId: "sg-1",
      },
    },
  ],
  ["database", { snowflake: { databaseName: "SHARED" } }],
  ["schema", { snowflake: { databaseName: "SHARED", schemaName: "ML" } }],
  ["warehouse", { snowflake: { warehouseName: "SHARED_WH" } }],
  ["kedro role", { snowflake: { kedroRoleName: "ML_KEDRO" } }],
])("a %s that exists only takes addresses away: what is made besides keeps its own", (_part, existing) => {
  const own = Synthesized.environment({ existing });
  const known = new Set(dev.addresses());
  expect(own.addresses().filter((address) => !known.has(address))).toEqual([]);
  expect(own.addresses().length).toBeLessThan(known.size);
});

test("a whole workspace and a kedro role that exist go together in a program", () => {
  const names = { databaseName: "SHARED", schemaName: "ML", warehouseName: "SHARED_WH" };
  const own = platform((stack) => ({
    workspace: Workspace.fromWorkspaceAttributes(stack, "Workspace", names),
    snowflake: { kedroRoleName: "ML_KEDRO" },
  }));
  for (const type of ["snowflake_database", "snowflake_schema", "snowflake_warehouse", "snowflake_account_role"])
    expect(own.all(type)).toEqual({});
  expect(own.one("snowflake_grant_ownership")).toMatchObject({ account_role_name: "ML_KEDRO" });
});

test("two platforms in one stack share nothing but what is read of the account", () => {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  for (const prefix of ["one", "two"]) new AwsMlopsPlatform(stack, prefix, { prefix, size: Size.DEV });
  const both = Synthesized.of(stack);
  expect(Object.values(both.all("aws_db_instance")).map((each) => each.identifier)).toEqual(["one-db", "two-db"]);
  expect(Object.values(both.all("snowflake_database")).map((each) => each.name)).toEqual(["ONE", "TWO"]);
  const ones = both.addresses().filter((address) => address.split(".").at(-1)?.startsWith("one_"));
  for (const address of ones)
    expect([...both.needs(address)].filter((other) => other.split(".").at(-1)?.startsWith("two_"))).toEqual([]);
});

import { ArtifactStore, ExecuteCommand } from "../../../src/aws";
import { MAX_TIMEOUT_SECONDS } from "../../../src/aws/gateway/defaults";
import { Size } from "../../../src/core";
import { emptyStack, someNetwork, someServer } from "../fixture";
import { statements, type Block, type Synthesized } from "../synthesized";

const server = someServer();
const task = server.one("aws_ecs_task_definition");
const containers = JSON.parse(String(task.container_definitions)) as Block[];
const container = (name: string): Block => containers.find((each) => each.name === name) ?? {};
const environment = (name: string): Record<string, string> =>
  Object.fromEntries((container(name).environment as Block[]).map((each) => [String(each.name), String(each.value)]));

test("a task is MLflow and its proxy on ARM64 Fargate, both essential", () => {
  expect(task).toMatchObject({
    requires_compatibilities: ["FARGATE"],
    network_mode: "awsvpc",
    cpu: "256",
    memory: "1024",
    runtime_platform: { cpu_architecture: "ARM64", operating_system_family: "LINUX" },
  });
  expect(containers.map((each) => [each.name, each.essential])).toEqual([
    ["mlflow", true],
    ["proxy", true],
  ]);
});

test("only the proxy has a port, and the load balancer leads to it", () => {
  expect(container("mlflow").portMappings).toEqual([]);
  expect(container("proxy").portMappings).toEqual([{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }]);
  expect(server.one("aws_ecs_service").load_balancer).toEqual([
    expect.objectContaining({ container_name: "proxy", container_port: 8080 }),
  ]);
});

test("the database's URI reaches MLflow by reference and stands nowhere in the task", () => {
  expect(container("mlflow").secrets).toEqual([
    {
      name: "MLFLOW_BACKEND_STORE_URI",
      valueFrom: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:uri-AbCdEf",
    },
  ]);
  expect(container("proxy").secrets).toEqual([]);
  expect(Object.keys(environment("mlflow"))).not.toContain("MLFLOW_BACKEND_STORE_URI");
});

test("the proxy admits the account that is given, and a server that is used alone asks for none", () => {
  expect(environment("proxy")).not.toHaveProperty("MLOPS_SNOWFLAKE_ACCOUNT");
  const one = someServer({ snowflakeAccount: { account: "AB12345", region: "AWS_EU_CENTRAL_1" } });
  const [, proxy] = JSON.parse(String(one.one("aws_ecs_task_definition").container_definitions)) as Block[];
  expect(proxy?.environment).toEqual(
    expect.arrayContaining([
      { name: "MLOPS_SNOWFLAKE_ACCOUNT", value: "AB12345" },
      { name: "MLOPS_SNOWFLAKE_REGION", value: "AWS_EU_CENTRAL_1" },
    ]),
  );
});

test("MLflow serves artifacts from the bucket's prefix, in the bucket's region", () => {
  expect(environment("mlflow").MLFLOW_ARTIFACTS_DESTINATION).toBe("s3://my-artifacts/mlflow");
  expect(environment("mlflow").AWS_DEFAULT_REGION).toMatch(/^\$\{data\.aws_region\..+\.region\}$/);
});

test("Terraform finds no template of its own in commands and variables, so that they arrive as they are", () => {
  const literal = String(task.container_definitions).replace(/\$\{(data\.)?aws_[A-Za-z0-9_.]+\}/g, "");
  expect(literal).not.toMatch(/[$%]\{/);
});

test("the health check goes through the proxy", () => {
  const group = server.one("aws_lb_target_group");
  expect(group).toMatchObject({ target_type: "ip", port: 8080 });
  expect(group.health_check).toMatchObject({ path: "/health", port: "traffic-port", matcher: "200" });
});

test("a server that leaves is given longer than the gateway's longest call", () => {
  const { deregistration_delay } = server.one("aws_lb_target_group");
  expect(Number(deregistration_delay)).toBeGreaterThan(MAX_TIMEOUT_SECONDS);
});

test("a changed target group is made before the one in use goes", () => {
  expect(server.one("aws_lb_target_group")).toMatchObject({
    name_prefix: "mlops-",
    lifecycle: { create_before_destroy: true },
  });
});

test("the load balancer is internal, and lets in what the gateway adds alone", () => {
  expect(server.one("aws_lb")).toMatchObject({ internal: true, drop_invalid_header_fields: true });
  const rules = Object.values(server.all("aws_vpc_security_group_ingress_rule"));
  expect(rules.map((rule) => [rule.from_port, "cidr_ipv4" in rule])).toEqual(
    expect.arrayContaining([
      [8080, false],
      [5432, false],
    ]),
  );
  expect(rules).toHaveLength(2);
});

test("a deploy ends when the server is healthy, and rolls back when it never is", () => {
  expect(server.one("aws_ecs_service")).toMatchObject({
    wait_for_steady_state: true,
    health_check_grace_period_seconds: 300,
    deployment_circuit_breaker: { enable: true, rollback: true },
    enable_execute_command: true,
  });
});

test("the service starts after, and ends before, its listener, its policies and its way to the database", () => {
  const needed = server.one("aws_ecs_service").depends_on as string[];
  expect(needed).toContain(server.address("aws_lb_listener"));
  expect(needed).toContain(server.address("aws_vpc_security_group_ingress_rule", "IntoDatabase"));
  for (const name of Object.keys(server.all("aws_iam_role_policy")))
    expect(needed).toContain(`aws_iam_role_policy.${name}`);
});

test("what starts the task may read the one secret and write the one log group", () => {
  const allowed = (part: string): Block[] => statements(server.one("aws_iam_role_policy", part).policy);
  expect(allowed("StartTask")).toEqual([
    expect.objectContaining({
      Action: "secretsmanager:GetSecretValue",
      Resource: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:uri-AbCdEf",
    }),
  ]);
  const [logs] = allowed("WriteLogs");
  expect(logs?.Resource).toMatch(/^\$\{aws_cloudwatch_log_group\..+\.arn\}:\*$/);
});

test("what runs in the task may use the artifacts' prefix and open a shell, nothing else", () => {
  const [objects, list, ...more] = statements(server.one("aws_iam_role_policy", "UseArtifacts").policy);
  expect(more).toEqual([]);
  expect(objects?.Resource).toBe("arn:aws:s3:::my-artifacts/mlflow/*");
  expect(list).toMatchObject({ Action: "s3:ListBucket", Resource: "arn:aws:s3:::my-artifacts" });
  expect(list?.Condition).toEqual({ StringLike: { "s3:prefix": ["mlflow/*", "mlflow"] } });
  const [shell] = statements(server.one("aws_iam_role_policy", "OpenShell").policy);
  for (const action of shell?.Action as string[]) expect(action).toMatch(/^ssmmessages:/);
});

test("only this account's tasks may take the roles", () => {
  for (const role of Object.values(server.all("aws_iam_role"))) {
    const [trust] = statements(role.assume_role_policy);
    expect(trust?.Principal).toEqual({ Service: "ecs-tasks.amazonaws.com" });
    expect(JSON.stringify(trust?.Condition)).toContain("aws:SourceAccount");
  }
});

test("with keys of their own the roles may use them", () => {
  const stack = emptyStack();
  const key = "arn:aws:kms:eu-central-1:123456789012:key/artifacts";
  const artifactStore = ArtifactStore.fromArtifactStoreAttributes(stack, "A", {
    bucketName: "b-1",
    encryptionKeyArn: key,
  });
  expect(JSON.stringify(someServer({ artifactStore }).one("aws_iam_role_policy", "UseArtifacts").policy)).toContain(
    key,
  );
});

test("images from ECR may be pulled from their own repositories; the stock images need no right", () => {
  const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/cache";
  const pull = statements(someServer({ imageRegistry: registry }).one("aws_iam_role_policy", "StartTask").policy).find(
    (each) => each.Sid === "PullImages",
  );
  expect(pull?.Resource).toHaveLength(2);
  expect((pull?.Resource as string[])[0]).toMatch(
    /:ecr:eu-central-1:123456789012:repository\/cache\/.*mlflow\/mlflow$/,
  );
  expect(JSON.stringify(server.all("aws_iam_role_policy"))).not.toContain("ecr:");
});

test("prod runs two bigger servers", () => {
  const prod = someServer({ size: Size.PROD });
  expect(prod.one("aws_ecs_service").desired_count).toBe(2);
  expect(prod.one("aws_ecs_task_definition")).toMatchObject({ cpu: "1024", memory: "4096" });
});

test("servers without NAT get a public address", () => {
  const stack = emptyStack();
  const network = someNetwork(stack, true);
  expect(someServer({ network }).one("aws_ecs_service").network_configuration).toMatchObject({
    assign_public_ip: true,
  });
  expect(server.one("aws_ecs_service").network_configuration).toMatchObject({ assign_public_ip: false });
});

describe("sessions in the containers", () => {
  const containers = (synthesized: Synthesized) =>
    JSON.parse(String(synthesized.one("aws_ecs_task_definition").container_definitions)) as Block[];

  test("prod has none: file systems are read-only but for /tmp, and the role may open no session", () => {
    const prod = someServer({ size: Size.PROD });
    expect(prod.one("aws_ecs_service").enable_execute_command).toBe(false);
    expect(Object.keys(prod.all("aws_iam_role_policy")).filter((name) => name.includes("OpenShell"))).toEqual([]);
    expect(prod.one("aws_ecs_task_definition").volume).toEqual([{ name: "mlflow-tmp" }, { name: "proxy-tmp" }]);
    for (const container of containers(prod))
      expect(container).toMatchObject({
        readonlyRootFilesystem: true,
        mountPoints: [{ sourceVolume: `${String(container.name)}-tmp`, containerPath: "/tmp", readOnly: false }],
      });
  });

  test("dev has them, with file systems that the agent can write to", () => {
    const dev = someServer();
    expect(dev.one("aws_ecs_service").enable_execute_command).toBe(true);
    for (const container of containers(dev)) expect(container).not.toHaveProperty("readonlyRootFilesystem");
  });

  test("what is typed in a shell is kept in a log group on request", () => {
    const prod = someServer({ size: Size.PROD, executeCommand: ExecuteCommand.LOGGED });
    expect(prod.one("aws_cloudwatch_log_group", "ExecLogs")).toMatchObject({
      name: "/mlops/mlops-dev/exec",
      retention_in_days: 90,
    });
    expect(prod.one("aws_ecs_cluster").configuration).toMatchObject({
      execute_command_configuration: { logging: "OVERRIDE" },
    });
    expect(String(prod.one("aws_iam_role_policy", "OpenShell").policy)).toContain("logs:PutLogEvents");
  });
});

test("the load balancer of prod refuses its deletion", () => {
  expect(someServer().one("aws_lb").enable_deletion_protection).toBe(false);
  expect(someServer({ size: Size.PROD }).one("aws_lb").enable_deletion_protection).toBe(true);
});

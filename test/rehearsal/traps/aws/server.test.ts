import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { containers, DATABASE, network, SERVER, service, TASK, uri } from "./server";
import { group, NETWORK, policy, PRIVATE, rules, stackOf, trusting } from "./stack";

const TIMEOUT = 60_000;
const wrong = (...parts: Parameters<typeof stackOf>) => runTrap({ config: stackOf(NETWORK, SERVER, ...parts), rules });
const message = (result: TrapResult) =>
  result.errorsAt["aws_ecs_service.server"]?.join("\n") ?? result.errors.join("\n");

const WITHOUT_POLICY = [
  "aws_lb_listener.http",
  "aws_route.out",
  "aws_route_table_association.a",
  "aws_route_table_association.b",
  "aws_secretsmanager_secret_version.uri",
];
const RULES = [
  ...WITHOUT_POLICY,
  "aws_iam_role_policy.execution",
  "aws_vpc_security_group_egress_rule.out",
  "aws_vpc_security_group_ingress_rule.from_lb",
];
const PLUGGED = {
  aws_ecs_service: { server: service({ depends_on: [...WITHOUT_POLICY, "aws_iam_role_policy.execution"] }) },
};

test(
  "a server without a mistake applies, plans empty and is destroyed to nothing",
  async () => {
    const config = stackOf(NETWORK, SERVER);
    const applied = await runTrap({ config, rules });
    const destroyed = await runTrap({ config, rules, destroy: true });
    expect(applied.errors).toEqual([]);
    expect(applied.changes).toEqual({});
    expect(destroyed.errors).toEqual([]);
    expect(destroyed.accounts.get("hashicorp/aws")?.size).toBe(0);
  },
  TIMEOUT,
);

test(
  "a server whose image, size and tags change is made anew, plans empty and is destroyed to nothing",
  async () => {
    const changed = {
      aws_ecs_task_definition: { task: { ...TASK, cpu: "1024", lifecycle: { create_before_destroy: true } } },
      aws_db_instance: { db: { ...DATABASE, instance_class: "db.t4g.small", tags: { part: "db" } } },
      aws_security_group: {
        lb: { ...group("balancer", [80]), tags: { part: "lb" } },
        server: { name: "server", vpc_id: "${aws_vpc.vpc.id}" },
      },
      aws_vpc_security_group_egress_rule: {
        out: { security_group_id: "${aws_security_group.server.id}", cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1" },
      },
      aws_vpc_security_group_ingress_rule: {
        from_lb: {
          security_group_id: "${aws_security_group.server.id}",
          referenced_security_group_id: "${aws_security_group.lb.id}",
          ip_protocol: "tcp",
          from_port: 8080,
          to_port: 8080,
        },
      },
      aws_ecs_service: { server: service({ depends_on: RULES }) },
    };
    const tagged = {
      ...changed,
      aws_security_group: {
        lb: { ...group("balancer", [80]), tags: { part: "balancer" } },
        server: { name: "server", vpc_id: "${aws_vpc.vpc.id}", tags: { part: "server" } },
      },
    };
    const before = stackOf(NETWORK, SERVER, { ...changed, aws_ecs_task_definition: { task: TASK } });
    const after = stackOf(NETWORK, SERVER, tagged);
    const applied = await runTrap({ config: before, then: [after], rules });
    const destroyed = await runTrap({ config: before, then: [after], rules, destroy: true });
    expect(applied.errors).toEqual([]);
    expect(applied.planned[1]?.["aws_ecs_task_definition.task"]).toBe("replace");
    expect(applied.changes).toEqual({});
    expect(destroyed.errors).toEqual([]);
    expect(destroyed.accounts.get("hashicorp/aws")?.size).toBe(0);
  },
  TIMEOUT,
);

describe("a service that waits for its steady state never gets there", () => {
  const cases: [string, Parameters<typeof stackOf>, string][] = [
    [
      "without a public address in a public subnet: no image",
      [{ aws_ecs_service: { server: service({ network_configuration: network({ assign_public_ip: false }) }) } }],
      "CannotPullContainerError: ghcr.io/mlflow/mlflow:v3.17.2-full: the subnet",
    ],
    [
      "in a subnet without a way out",
      [{ aws_ecs_service: { server: service({ network_configuration: network({ subnets: PRIVATE }) }) } }],
      "has no route to the internet (no internet gateway, no NAT gateway)",
    ],
    [
      "behind a group that lets nothing out",
      [{ aws_security_group: { server: group("server", [8080], "none") } }],
      "allow no egress to the internet on port 443",
    ],
    [
      "when the load balancer may not reach the task",
      [{ aws_security_group: { server: group("server", [8081]) } }],
      "the security groups let nothing from the load balancer to port 8080 of the task",
    ],
    [
      "when the database's group does not let the task in",
      [{ aws_security_group: { db: group("db", [], "none") } }],
      "the security groups let nothing from the task to port 5432",
    ],
    [
      "when the secret holds another password than the database",
      [{ aws_secretsmanager_secret_version: { uri: uri("another-password") } }],
      'password authentication failed for user "mlflow"',
    ],
    [
      "when the execution role may not read the secret",
      [
        {
          aws_iam_role_policy: {
            execution: {
              name: "execution",
              role: "${aws_iam_role.execution.name}",
              policy: policy({ Effect: "Allow", Action: "logs:*", Resource: "*" }),
            },
          },
        },
      ],
      "is not authorized to perform: secretsmanager:GetSecretValue",
    ],
    [
      "when ECS may not assume the role",
      [{ aws_iam_role: { execution: { name: "execution", assume_role_policy: trusting("ec2.amazonaws.com") } } }],
      "ECS was unable to assume the role",
    ],
    [
      "when the secret has no value",
      [
        {
          aws_secretsmanager_secret_version: { uri: null },
          aws_ecs_service: {
            server: service({
              depends_on: [
                "aws_lb_listener.http",
                "aws_iam_role_policy.execution",
                "aws_route.out",
                "aws_route_table_association.a",
                "aws_route_table_association.b",
              ],
            }),
          },
        },
      ],
      "can't find the specified secret value for staging label: AWSCURRENT",
    ],
  ];
  test.each(cases)(
    "%s",
    async (_, changes, expected) => {
      expect(message(await wrong(...changes))).toContain(expected);
    },
    TIMEOUT,
  );
});

test(
  "a service can't be made before a listener forwards to its target group",
  async () => {
    const result = await wrong({
      aws_lb_listener: { http: null },
      aws_ecs_service: {
        server: service({ depends_on: ["aws_iam_role_policy.execution", "aws_route.out", "aws_lb.lb"] }),
      },
    });
    expect(message(result)).toContain("does not have an associated load balancer");
  },
  TIMEOUT,
);

test(
  "a service whose role has lost its policies before it is destroyed drains for ever",
  async () => {
    const apart = { aws_ecs_service: { server: service({ depends_on: WITHOUT_POLICY }) } };
    const unplugged = stackOf(NETWORK, SERVER, apart, { aws_iam_role_policy: { execution: null } });
    // Terraform may delete a policy that the service does not depend on before the service: here it is made certain.
    const result = await runTrap({
      config: stackOf(NETWORK, SERVER, PLUGGED),
      then: [unplugged],
      rules,
      destroy: true,
    });
    expect(result.errors.join("\n")).toContain("the service keeps draining");
  },
  TIMEOUT,
);

describe("a task definition is refused", () => {
  const tasks: Record<string, [JsonObject, string]> = {
    size: [{ cpu: "512", memory: "8192" }, "No Fargate configuration exists for given values: 512 CPU, 8192 memory"],
    no_execution_role: [{ execution_role_arn: null }, "you must also specify a value for 'executionRoleArn'"],
    bridge: [{ network_mode: "bridge" }, "Fargate only supports network mode"],
    nobody_essential: [
      { container_definitions: containers({ essential: false }, { essential: false }) },
      "At least one container must be essential",
    ],
    shared_name: [
      { container_definitions: containers({ environment: [{ name: "URI", value: "x" }] }) },
      "The secret name must be unique and not shared with any new or existing environment variables",
    ],
    same_port: [
      { container_definitions: containers({ portMappings: [{ containerPort: 8080 }] }) },
      "is also a port of 'app'",
    ],
    other_host_port: [
      { container_definitions: containers({}, { portMappings: [{ containerPort: 8080, hostPort: 80 }] }) },
      "the host ports and container ports in port mappings must match",
    ],
    blind_wait: [{ container_definitions: containers({ healthCheck: null }) }, "which has no health check"],
    slow_check: [
      { container_definitions: containers({ healthCheck: { command: ["CMD-SHELL", "true"], interval: 400 } }) },
      "healthCheck.interval must be from 5 to 300",
    ],
    too_long: [
      { container_definitions: containers({ environment: [{ name: "BIG", value: "x".repeat(66_000) }] }) },
      "Max allowed length is '65536' bytes",
    ],
    typing_error: [{ container_definitions: containers({ enviroment: [] }) }, 'unknown key "enviroment"'],
    stranger: [{ task_role_arn: "arn:aws:iam::111122223333:role/nobody" }, "Role is not valid"],
  };

  test(
    "for what Fargate or ECS does not take, each with its reason",
    async () => {
      const named: Record<string, JsonObject> = Object.fromEntries(
        Object.entries(tasks).map(([name, [changes]]) => [name, { ...TASK, family: name, ...changes }]),
      );
      const { typing_error: typo, ...known } = named;
      const result = await wrong({ aws_ecs_task_definition: known });
      const early = await wrong({
        aws_ecs_task_definition: {
          typing_error: {
            ...typo,
            container_definitions: String(typo?.container_definitions).replace(/\$\{[^}]*\}/g, "x"),
          },
        },
      });
      const seen = { ...result.errorsAt, ...early.errorsAt };
      for (const [name, [, expected]] of Object.entries(tasks))
        expect([name, seen[`aws_ecs_task_definition.${name}`]?.join()]).toEqual([
          name,
          expect.stringContaining(expected),
        ]);
    },
    TIMEOUT,
  );
});

describe("a database is refused", () => {
  const databases: Record<string, [JsonObject, string]> = {
    engine: [{ engine: "not-a-database" }, "Invalid DB engine: not-a-database"],
    aurora: [{ engine: "aurora-postgresql" }, "Invalid DB engine: aurora-postgresql"],
    version: [{ engine_version: "99.1" }, "Cannot find version 99.1 for postgres"],
    old_minor: [{ engine_version: "16.4" }, "Cannot find version 16.4 for postgres"],
    serverless: [
      { instance_class: "db.serverless" },
      "RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.serverless",
    ],
    password: [{ password: "has/a/slash" }, "Only printable ASCII characters besides '/', '@', '\"', ' ' may be used"],
    short_password: [{ password: "short" }, "it must have 8 to 128"],
    user: [{ username: "admin" }, "MasterUsername admin cannot be used"],
    database: [{ db_name: "ml-flow" }, "DBName must begin with a letter"],
    small_disk: [{ allocated_storage: 5 }, "Invalid storage size"],
    tuned_disk: [{ iops: 4000 }, "You can't specify IOPS or storage throughput"],
    public: [
      {
        publicly_accessible: true,
        db_subnet_group_name: "${aws_db_subnet_group.other.name}",
        vpc_security_group_ids: [],
      },
      "The specified VPC has no internet gateway attached",
    ],
    foreign: [{ vpc_security_group_ids: ["${aws_security_group.other.id}"] }, "are in different VPCs"],
    dangling: [
      { vpc_security_group_ids: ["sg-00000000000000000"] },
      "The security group 'sg-00000000000000000' does not exist",
    ],
    parameters: [
      { parameter_group_name: "${aws_db_parameter_group.old.name}" },
      "Please use a parameter group with DBParameterGroupFamily postgres16",
    ],
    logs: [{ enabled_cloudwatch_logs_exports: ["slowquery"] }, "You cannot use the log types 'slowquery'"],
  };
  const OTHER: Blocks = {
    aws_vpc: { other: { cidr_block: "10.9.0.0/16" } },
    aws_subnet: {
      other_a: { vpc_id: "${aws_vpc.other.id}", cidr_block: "10.9.0.0/24", availability_zone: "eu-central-1a" },
      other_b: { vpc_id: "${aws_vpc.other.id}", cidr_block: "10.9.1.0/24", availability_zone: "eu-central-1b" },
    },
    aws_security_group: { other: { name: "other", vpc_id: "${aws_vpc.other.id}" } },
    aws_db_subnet_group: {
      other: { name: "other", subnet_ids: ["${aws_subnet.other_a.id}", "${aws_subnet.other_b.id}"] },
    },
    aws_db_parameter_group: { old: { name: "old", family: "postgres15" } },
  };

  test(
    "for what RDS does not take, each with its reason",
    async () => {
      const named = Object.fromEntries(
        Object.entries(databases).map(([name, [changes]]) => [
          name,
          { ...DATABASE, identifier: name.replace("_", "-"), ...changes },
        ]),
      );
      const result = await wrong(OTHER, { aws_db_instance: named });
      for (const [name, [, expected]] of Object.entries(databases))
        expect([name, result.errorsAt[`aws_db_instance.${name}`]?.join()]).toEqual([
          name,
          expect.stringContaining(expected),
        ]);
    },
    TIMEOUT,
  );

  test(
    "in subnets of one zone",
    async () => {
      const result = await wrong({ aws_db_subnet_group: { db: { name: "mlops", subnet_ids: PRIVATE.slice(0, 1) } } });
      expect(result.errors.join()).toContain("Add subnets to cover at least 2 AZs");
    },
    TIMEOUT,
  );
});

test(
  "a service with fewer than no tasks is refused",
  async () => {
    const counted = (desired_count: number) => ({ aws_ecs_service: { server: service({ desired_count }) } });
    expect(message(await wrong(counted(-1)))).toMatch(/desired_count must be 0 or more, got -1/);
    expect((await wrong(counted(0))).errors).toEqual([]);
  },
  TIMEOUT,
);

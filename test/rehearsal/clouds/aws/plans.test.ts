import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AwsProvider } from "./provider";

const aws = new AwsProvider([
  "aws_api_gateway_account",
  "aws_api_gateway_method_settings",
  "aws_api_gateway_rest_api",
  "aws_db_instance",
  "aws_dynamodb_table",
  "aws_ecs_service",
  "aws_ecs_task_definition",
  "aws_iam_role",
  "aws_lambda_function",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_nat_gateway",
  "aws_rds_cluster",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_versioning",
  "aws_vpc_security_group_ingress_rule",
]);

/** Attributes, one at a time, and the action that the real provider plans for the change. */
type Changes = readonly (readonly [change: Values, action: "replace" | "update" | "none"])[];

function check(type: string, before: Values, changes: Changes, computed: Values = {}): void {
  const planned = changes.map(([change]) => [
    change,
    aws.change(type, before, { ...before, ...change }, computed).action,
  ]);
  expect(planned).toEqual(changes);
}

describe("as the real provider does, a plan", () => {
  test("replaces a target group for another port, protocol, VPC, kind of target or name", () => {
    const group = {
      name: "a",
      port: 8080,
      protocol: "HTTP",
      protocol_version: "HTTP1",
      target_type: "ip",
      vpc_id: "v",
    };
    check("aws_lb_target_group", group, [
      [{ port: 8081 }, "replace"],
      [{ name: "b" }, "replace"],
      [{ protocol: "HTTPS" }, "replace"],
      [{ protocol_version: "HTTP2" }, "replace"],
      [{ target_type: "instance" }, "replace"],
      [{ vpc_id: "w" }, "replace"],
      [{ ip_address_type: "ipv6" }, "replace"],
      [{ deregistration_delay: "10" }, "update"],
    ]);
  });

  test("updates the storage type of an Aurora cluster and replaces a Multi-AZ cluster for it", () => {
    const cluster = { cluster_identifier: "a", storage_type: "", skip_final_snapshot: true };
    check("aws_rds_cluster", { ...cluster, engine: "aurora-postgresql" }, [
      [{ storage_type: "aurora-iopt1" }, "update"],
      [{ database_name: "b" }, "replace"],
    ]);
    check("aws_rds_cluster", { ...cluster, engine: "postgres", storage_type: "io1" }, [
      [{ storage_type: "gp3" }, "replace"],
    ]);
  });

  test("replaces a function for its name, and a table for its name and keys", () => {
    check(
      "aws_lambda_function",
      { function_name: "f", role: "arn:aws:iam::111122223333:role/x", package_type: "Zip" },
      [
        [{ function_name: "g" }, "replace"],
        [{ role: "arn:aws:iam::111122223333:role/y" }, "update"],
      ],
    );
    check("aws_dynamodb_table", { name: "t", hash_key: "k", range_key: "r", billing_mode: "PAY_PER_REQUEST" }, [
      [{ name: "u" }, "replace"],
      [{ hash_key: "l" }, "replace"],
      [{ range_key: "s" }, "replace"],
      [{ table_class: "STANDARD_INFREQUENT_ACCESS" }, "update"],
    ]);
  });

  test("replaces a security group's rule for another kind of source", () => {
    const rule = { security_group_id: "sg-1", ip_protocol: "tcp", from_port: 80, to_port: 80 };
    check("aws_vpc_security_group_ingress_rule", { ...rule, referenced_security_group_id: "sg-2" }, [
      [{ referenced_security_group_id: "sg-3" }, "update"],
      [{ referenced_security_group_id: null, cidr_ipv4: "10.0.0.0/16" }, "replace"],
    ]);
  });

  test("updates a capacity provider strategy, only with force_new_deployment", () => {
    const service = { name: "a", capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }] };
    const spot = { capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }] };
    check("aws_ecs_service", service, [[{ ...spot, force_new_deployment: true }, "update"]]);
    expect(aws.change("aws_ecs_service", service, { ...service, ...spot }).problems.join()).toContain(
      "force_new_deployment should be true",
    );
  });

  test("changes what is left out to its default", () => {
    const role = "arn:aws:iam::111122223333:role/logs";
    check("aws_api_gateway_account", { cloudwatch_role_arn: role }, [[{ cloudwatch_role_arn: null }, "update"]]);
    check("aws_api_gateway_rest_api", { name: "a", put_rest_api_mode: "merge" }, [
      [{ put_rest_api_mode: null }, "update"],
    ]);
    const settings = (values: Values) => ({
      rest_api_id: "r",
      stage_name: "s",
      method_path: "*/*",
      settings: [values],
    });
    const limited = settings({ logging_level: "INFO", throttling_rate_limit: 5 });
    check("aws_api_gateway_method_settings", limited, [[settings({ logging_level: "INFO" }), "update"]]);
  });

  test("fails for a status of versioning from Enabled to Disabled", () => {
    const versioning = (status: string) => ({ bucket: "b", versioning_configuration: [{ status }] });
    const planned = aws.change("aws_s3_bucket_versioning", versioning("Enabled"), versioning("Disabled"));
    expect(planned.problems.join()).toContain("cannot be updated from 'Enabled'");
  });

  test("fails for a blue/green update of an engine or a replica that has none", () => {
    const database = { identifier: "d", instance_class: "db.m6g.large", blue_green_update: [{ enabled: true }] };
    const problems = (values: Values) =>
      aws.change("aws_db_instance", { ...database, ...values }, { ...database, ...values }).problems;
    expect(problems({ engine: "postgres" })).toEqual([]);
    expect(problems({ engine: "oracle-ee" }).join()).toContain('cannot be set when "engine" is "oracle-ee"');
    expect(problems({ engine: "postgres", replicate_source_db: "e" }).join()).toContain('"replicate_source_db" is set');
  });

  test("replaces a NAT gateway for regional mode", () => {
    check("aws_nat_gateway", { connectivity_type: "public", availability_mode: "zonal", vpc_id: "v" }, [
      [{ availability_mode: "regional" }, "replace"],
      [{ vpc_id: "w" }, "replace"],
    ]);
  });
});

describe("as the real provider does, a plan finds no change", () => {
  test("in storage that grew by itself and in the case of an engine's name", () => {
    const database = {
      identifier: "d",
      engine: "postgres",
      instance_class: "db.t4g.micro",
      allocated_storage: 20,
      max_allocated_storage: 100,
    };
    check("aws_db_instance", database, [[{}, "none"]], { allocated_storage: 60 });
    check("aws_db_instance", database, [
      [{ engine: "POSTGRES" }, "none"],
      [{ allocated_storage: 30 }, "update"],
      [{ kms_key_id: "arn:aws:kms:eu-central-1:111122223333:key/1" }, "replace"],
    ]);
  });

  test("in attributes that an application load balancer or an HTTP listener does not have", () => {
    const balancer = { name: "a", subnets: ["s"], load_balancer_type: "application" };
    check("aws_lb", balancer, [
      [{ enable_cross_zone_load_balancing: true }, "none"],
      [{ dns_record_client_routing_policy: "availability_zone_affinity" }, "none"],
      [{ enforce_security_group_inbound_rules_on_private_link_traffic: "off" }, "none"],
      [{ idle_timeout: 61 }, "update"],
    ]);
    const listener = {
      load_balancer_arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:x",
      port: 80,
      protocol: "HTTP",
    };
    check("aws_lb_listener", { ...listener, default_action: [{ type: "forward" }] }, [
      [{ tcp_idle_timeout_seconds: 100 }, "none"],
      [{ routing_http_request_x_amzn_tls_version_header_name: "a" }, "none"],
      [{ port: 81 }, "update"],
    ]);
  });

  describe("in container definitions", () => {
    const first = {
      name: "a",
      image: "i",
      essential: true,
      environment: [
        { name: "B", value: "1" },
        { name: "A", value: "2" },
      ],
      portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
      healthCheck: { command: ["CMD", "x"], interval: 30, retries: 3, timeout: 5 },
    };
    const second = { name: "b", image: "i", essential: false, secrets: [{ name: "S", valueFrom: "x" }] };
    const task = (...containers: object[]) => ({
      family: "f",
      network_mode: "awsvpc",
      container_definitions: JSON.stringify(containers),
    });
    const action = (...containers: object[]) =>
      aws.change("aws_ecs_task_definition", task(first, second), task(...containers)).action;

    test("for another order of containers or variables, a default that is left out, and an empty list", () => {
      const { essential, ...withoutEssential } = first;
      expect(essential).toBe(true);
      expect({
        containers: action(second, first),
        variables: action({ ...first, environment: [...first.environment].reverse() }, second),
        "host port": action({ ...first, portMappings: [{ containerPort: 80, protocol: "tcp" }] }, second),
        "host port 0": action({ ...first, portMappings: [{ containerPort: 80, hostPort: 0 }] }, second),
        essential: action(withoutEssential, second),
        "health check": action({ ...first, healthCheck: { command: ["CMD", "x"] } }, second),
        "mount points and CPU": action({ ...first, mountPoints: [], cpu: 0 }, second),
      }).toEqual({
        containers: "none",
        variables: "none",
        "host port": "none",
        "host port 0": "none",
        essential: "none",
        "health check": "none",
        "mount points and CPU": "none",
      });
    });

    test("but one for another value and an empty object", () => {
      expect(action({ ...first, portMappings: [{ containerPort: 80, protocol: "udp" }] }, second)).toBe("replace");
      expect(action({ ...first, readonlyRootFilesystem: false }, second)).toBe("replace");
      expect(action(first, { ...second, essential: true })).toBe("replace");
      expect(action(first, { ...second, linuxParameters: {} })).toBe("replace");
      expect(action({ ...first, healthCheck: { ...first.healthCheck, startPeriod: 0 } }, second)).toBe("replace");
    });
  });

  describe("in a policy", () => {
    const read = {
      Sid: "a",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:root" },
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    };
    const deny = { Sid: "b", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ["x"] };
    const policy = (...Statement: object[]) => ({
      bucket: "b",
      policy: JSON.stringify({ Version: "2012-10-17", Statement }),
    });
    const action = (...statements: object[]) =>
      aws.change("aws_s3_bucket_policy", policy(read, deny), policy(...statements)).action;

    test("for another order, a list of one, a truth value as text, or an account in place of its root", () => {
      expect(action(deny, read)).toBe("none");
      expect(action({ ...read, Action: ["s3:PutObject", "s3:GetObject"] }, deny)).toBe("none");
      expect(action({ ...read, Resource: ["*"], Principal: { AWS: ["111122223333"] } }, deny)).toBe("none");
      expect(action({ ...read, Condition: { Bool: { "aws:SecureTransport": [true] } } }, deny)).toBe("none");
    });

    test("but one for another Sid, action or principal", () => {
      expect(action({ ...read, Sid: "c" }, deny)).toBe("update");
      expect(action({ ...read, Action: "s3:GetObject" }, deny)).toBe("update");
      expect(action(read, { ...deny, Principal: { AWS: "*" } })).toBe("update");
    });

    test("nor in a role's trust", () => {
      const trust = (action: string | string[]) => ({
        name: "r",
        assume_role_policy: JSON.stringify({ Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: action } }),
      });
      expect(aws.change("aws_iam_role", trust("sts:AssumeRole"), trust(["sts:AssumeRole"])).action).toBe("none");
    });
  });
});

import { runTrap, type Blocks, type JsonObject } from "../trap";
import { DATABASE } from "./server";
import { group, NETWORK, policy, PRIVATE, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

describe("a secret", () => {
  const secret = (days: number): Blocks => ({
    aws_secretsmanager_secret: { uri: { name: "uri", recovery_window_in_days: days } },
  });
  const again = (days: number) =>
    runTrap({ config: stackOf(secret(days)), then: [stackOf({}), stackOf(secret(days))], rules });

  test(
    "keeps its name for the days of its recovery window",
    async () => {
      expect((await again(30)).errors.join()).toContain("a secret with this name is already scheduled for deletion");
    },
    TIMEOUT,
  );

  test(
    "without a recovery window can be made again at once",
    async () => {
      expect((await again(0)).errors).toEqual([]);
    },
    TIMEOUT,
  );
});

describe("a database", () => {
  const database = (changes: JsonObject): Blocks => ({
    aws_security_group: { db: group("db", [5432], "none") },
    aws_db_subnet_group: { db: { name: "mlops", subnet_ids: PRIVATE } },
    aws_db_instance: { db: { ...DATABASE, ...changes } },
  });
  const named = { skip_final_snapshot: false, final_snapshot_identifier: "mlops-final" };

  test(
    "that is protected is not destroyed",
    async () => {
      const result = await runTrap({
        config: stackOf(NETWORK, database({ deletion_protection: true })),
        rules,
        destroy: true,
      });
      expect(result.errors.join()).toContain("Cannot delete protected DB Instance");
    },
    TIMEOUT,
  );

  test(
    "goes to another major version upwards alone, and only on purpose",
    async () => {
      const stack = (changes: JsonObject) => stackOf(NETWORK, database(changes));
      const from16 = async (changes: JsonObject) =>
        (await runTrap({ config: stack({ engine_version: "16" }), then: [stack(changes)], rules })).errors.join();
      expect(await from16({ engine_version: "17" })).toContain("The AllowMajorVersionUpgrade flag must be present");
      expect(await from16({ engine_version: "15", allow_major_version_upgrade: true })).toContain("Cannot upgrade");
      expect(await from16({ engine_version: "17", allow_major_version_upgrade: true })).toBe("");
    },
    TIMEOUT,
  );

  test(
    "needs a name for its last snapshot, or the word to skip it",
    async () => {
      const result = await runTrap({
        config: stackOf(NETWORK, database({ skip_final_snapshot: false })),
        rules,
        destroy: true,
      });
      expect(result.errors.join()).toContain("final_snapshot_identifier is required when skip_final_snapshot is false");
    },
    TIMEOUT,
  );

  test(
    "that was made again can't leave a snapshot under the same name",
    async () => {
      const with_ = stackOf(NETWORK, database(named));
      const without = stackOf(NETWORK, database(named), { aws_db_instance: { db: null } });
      const result = await runTrap({ config: with_, then: [without, with_, without], rules });
      expect(result.errors.join()).toContain("a snapshot with the identifier mlops-final already exists");
    },
    TIMEOUT,
  );
});

describe("a bucket", () => {
  test(
    "with objects that others wrote is destroyed only with force_destroy",
    async () => {
      const written = (force: boolean) => {
        const bucket = { bucket: "artifacts-1a2b3c4d", force_destroy: force };
        const object = {
          bucket: "${aws_s3_bucket.bucket.id}",
          key: "model.pkl",
          content: "x",
          lifecycle: { prevent_destroy: false },
        };
        const removed = stackOf({ aws_s3_bucket: { bucket } });
        return runTrap({
          config: stackOf({ aws_s3_bucket: { bucket }, aws_s3_object: { object } }),
          then: [removed],
          rules: [seeding("artifacts-1a2b3c4d")],
          destroy: true,
        });
      };
      expect((await written(false)).errors.join()).toContain("The bucket you tried to delete is not empty");
      expect((await written(true)).errors).toEqual([]);
    },
    TIMEOUT,
  );

  test(
    "name, policy and lifecycle that S3 would not take are refused, each with its reason",
    async () => {
      const bucket = { bucket: "${aws_s3_bucket.good.id}" };
      const named = await runTrap({
        config: stackOf({ aws_s3_bucket: { upper: { bucket: "Artifacts" }, short: { bucket: "ab" } } }),
        rules,
      });
      const result = await runTrap({
        config: stackOf({
          aws_s3_bucket: {
            good: { bucket: "artifacts-1a2b3c4d" },
            twin: { bucket: "artifacts-1a2b3c4d", depends_on: ["aws_s3_bucket.good"] },
          },
          aws_s3_bucket_policy: {
            public: {
              ...bucket,
              policy: policy({
                Effect: "Allow",
                Principal: "*",
                Action: "s3:GetObject",
                Resource: "${aws_s3_bucket.good.arn}/*",
              }),
            },
            nobody: {
              ...bucket,
              policy: policy({
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111122223333:role/nobody" },
                Action: "s3:GetObject",
                Resource: "${aws_s3_bucket.good.arn}/*",
              }),
            },
            elsewhere: {
              ...bucket,
              policy: policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::other/*" }),
            },
          },
          aws_s3_bucket_lifecycle_configuration: {
            idle: { ...bucket, rule: [{ id: "idle", status: "Enabled", filter: [{ prefix: "" }] }] },
          },
          aws_s3_bucket_versioning: {
            nowhere: { bucket: "no-such-bucket", versioning_configuration: { status: "Enabled" } },
          },
        }),
        rules,
      });
      const at = (address: string) => result.errorsAt[address]?.join() ?? "";
      expect(named.errorsAt["aws_s3_bucket.upper"]?.join()).toContain("only lowercase alphanumeric characters");
      expect(named.errorsAt["aws_s3_bucket.short"]?.join()).toContain("only 3 to 63 characters");
      expect(at("aws_s3_bucket.twin")).toContain("BucketAlreadyOwnedByYou");
      expect(at("aws_s3_bucket_policy.public")).toContain(
        "public policies are blocked by the BlockPublicPolicy setting",
      );
      expect(at("aws_s3_bucket_policy.nobody")).toContain("Invalid principal in policy");
      expect(at("aws_s3_bucket_policy.elsewhere")).toContain("Policy has invalid resource");
      expect(at("aws_s3_bucket_lifecycle_configuration.idle")).toContain("At least one action needs to be specified");
      expect(at("aws_s3_bucket_versioning.nowhere")).toContain("The specified bucket does not exist");
    },
    TIMEOUT,
  );
});

/** The rules of AWS, with a bucket into which somebody besides Terraform wrote. */
function seeding(bucket: string): (typeof rules)[number] {
  const [aws] = rules;
  if (aws === undefined) throw new Error("no rules");
  return {
    ...aws,
    resources: aws.resources.map((rule) =>
      rule.type === "aws_s3_object"
        ? {
            ...rule,
            delete: ({ account }) => void (account.memory(`s3:${bucket}`, () => ({ objects: 0 })).objects = 1),
          }
        : rule,
    ),
  };
}

describe("the network", () => {
  test(
    "refuses ranges, zones and references that do not fit, each with its reason",
    async () => {
      const at = { vpc_id: "${aws_vpc.vpc.id}" };
      const result = await runTrap({
        config: stackOf(NETWORK, {
          aws_subnet: {
            outside: { ...at, cidr_block: "10.1.0.0/24", availability_zone: "eu-central-1a" },
            overlapping: {
              ...at,
              cidr_block: "10.0.0.128/25",
              availability_zone: "eu-central-1a",
              depends_on: ["aws_subnet.public_a"],
            },
            other_region: { ...at, cidr_block: "10.0.9.0/24", availability_zone: "us-east-1a" },
          },
          aws_internet_gateway: { second: { ...at, depends_on: ["aws_internet_gateway.igw"] } },
          aws_nat_gateway: {
            no_address: { subnet_id: "${aws_subnet.public_a.id}", allocation_id: "eipalloc-00000000000000000" },
          },
          aws_vpc_endpoint: {
            typo: { ...at, service_name: "com.amazonaws.eu-central-1.s4" },
            other_region: { ...at, service_name: "com.amazonaws.us-east-1.s3" },
          },
          aws_vpc_security_group_ingress_rule: {
            dangling: { security_group_id: "sg-00000000000000000", cidr_ipv4: "10.0.0.0/16", ip_protocol: "-1" },
          },
        }),
        rules,
      });
      const seen = (address: string) => result.errorsAt[address]?.join() ?? "";
      expect(seen("aws_subnet.outside")).toContain("InvalidSubnet.Range");
      expect(seen("aws_subnet.overlapping")).toContain("conflicts with another subnet");
      expect(seen("aws_subnet.other_region")).toContain(
        "Subnets can currently only be created in the following availability zones",
      );
      expect(seen("aws_internet_gateway.second")).toContain("already has an internet gateway attached");
      expect(seen("aws_nat_gateway.no_address")).toContain("InvalidAllocationID.NotFound");
      expect(seen("aws_vpc_endpoint.typo")).toContain("InvalidServiceName");
      expect(seen("aws_vpc_endpoint.other_region")).toContain("InvalidServiceName");
      expect(seen("aws_vpc_security_group_ingress_rule.dangling")).toContain("InvalidGroup.NotFound");
    },
    TIMEOUT,
  );

  test(
    "refuses names and rules before anything is made",
    async () => {
      const result = await runTrap({
        config: stackOf(NETWORK, {
          aws_security_group: { prefixed: { name: "sg-mine", vpc_id: "${aws_vpc.vpc.id}" } },
          aws_vpc_security_group_egress_rule: {
            two_ways: {
              security_group_id: "sg-1",
              cidr_ipv4: "10.0.0.0/16",
              referenced_security_group_id: "sg-2",
              ip_protocol: "-1",
            },
            no_ports: { security_group_id: "sg-1", cidr_ipv4: "10.0.0.0/16", ip_protocol: "tcp" },
            host_bits: { security_group_id: "sg-1", cidr_ipv4: "10.0.0.1/16", ip_protocol: "-1" },
          },
          aws_lb: { long: { name: "a-name-that-is-thirty-three-chars", internal: true, subnets: PRIVATE } },
          aws_iam_role: { long: { name: "r".repeat(65), assume_role_policy: "{}" } },
          aws_cloudwatch_log_group: { spaced: { name: "my logs" } },
          aws_vpc: { wrong: { cidr_block: "10.0.0.5/16" } },
        }),
        rules,
      });
      const seen = (address: string) => result.errorsAt[address]?.join() ?? "";
      expect(seen("aws_security_group.prefixed")).toContain("cannot begin with sg-");
      expect(seen("aws_vpc_security_group_egress_rule.two_ways")).toMatch(/[Ee]xactly one|only one of/);
      expect(seen("aws_vpc_security_group_egress_rule.no_ports")).toContain("Must specify both from and to ports");
      expect(seen("aws_vpc_security_group_egress_rule.host_bits")).toContain('did you mean "10.0.0.0/16"?');
      expect(seen("aws_lb.long")).toContain("cannot be longer than 32 characters");
      expect(seen("aws_iam_role.long")).toContain("has 65");
      expect(seen("aws_cloudwatch_log_group.spaced")).toContain("isn't a valid log group name");
      expect(seen("aws_vpc.wrong")).toContain('did you mean "10.0.0.0/16"?');
    },
    TIMEOUT,
  );

  test(
    "never settles when a group has rules of its own and of other resources",
    async () => {
      const rule = {
        security_group_id: "${aws_security_group.mixed.id}",
        cidr_ipv4: "10.0.0.0/16",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
      };
      const result = await runTrap({
        config: stackOf(NETWORK, {
          aws_security_group: { mixed: group("mixed", [80]) },
          aws_vpc_security_group_ingress_rule: { rule },
        }),
        rules,
      });
      expect(result.errors).toEqual([]);
      expect(result.changes["aws_security_group.mixed"]).toBe("update");
    },
    TIMEOUT,
  );
});

describe("roles and keys", () => {
  test(
    "refuse policies and references that are none, each with its reason",
    async () => {
      const trust = policy({
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
      });
      const on = { role: "${aws_iam_role.good.name}" };
      const result = await runTrap({
        config: stackOf({
          aws_iam_role: {
            good: { name: "good", assume_role_policy: trust },
            typo: { name: "typo", assume_role_policy: trust.replace("ecs-tasks", "ecs-task") },
            resource: {
              name: "resource",
              assume_role_policy: policy({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", Resource: "*" }),
            },
            stranger: {
              name: "stranger",
              assume_role_policy: policy({
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111122223333:role/nobody" },
                Action: "sts:AssumeRole",
              }),
            },
          },
          aws_iam_role_policy: {
            principal: { ...on, policy: policy({ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" }) },
            bare: { ...on, policy: policy({ Effect: "Allow", Action: "GetObject", Resource: "*" }) },
            no_arn: { ...on, policy: policy({ Effect: "Allow", Action: "s3:*", Resource: "my-bucket" }) },
          },
          aws_iam_role_policy_attachment: { unknown: { ...on, policy_arn: "arn:aws:iam::aws:policy/NoSuchPolicy" } },
          aws_kms_key: {
            locked: { policy: policy({ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" }) },
          },
          aws_cloudwatch_log_group: {
            locked: { name: "locked", kms_key_id: "arn:aws:kms:eu-central-1:111122223333:key/none" },
          },
        }),
        rules,
      });
      const seen = (address: string) => result.errorsAt[address]?.join() ?? "";
      expect(seen("aws_iam_role.typo")).toContain('Invalid principal in policy: "SERVICE":"ecs-task.amazonaws.com"');
      expect(seen("aws_iam_role.resource")).toContain("Has prohibited field Resource");
      expect(seen("aws_iam_role.stranger")).toContain('Invalid principal in policy: "AWS"');
      expect(seen("aws_iam_role_policy.principal")).toContain("Policy document should not specify a principal");
      expect(seen("aws_iam_role_policy.bare")).toContain("must be prefaced by a vendor");
      expect(seen("aws_iam_role_policy.no_arn")).toContain("must be in ARN format");
      expect(seen("aws_iam_role_policy_attachment.unknown")).toContain("does not exist or is not attachable");
      expect(seen("aws_kms_key.locked")).toContain("will not allow you to update the key policy in the future");
      expect(seen("aws_cloudwatch_log_group.locked")).toContain("does not exist");
    },
    TIMEOUT,
  );
});

describe("the provider", () => {
  const config = stackOf({ aws_s3_bucket: { bucket: { bucket: "artifacts-1a2b3c4d", tags: { part: "store" } } } });
  const with_ = (provider: JsonObject) => runTrap({ config: { ...config, provider: { aws: [provider] } }, rules });

  test(
    "takes no region that AWS does not have",
    async () => {
      expect((await with_({ region: "mars-north-1" })).errors.join()).toContain("mars-north-1");
    },
    TIMEOUT,
  );

  test(
    "refuses an account that is not allowed",
    async () => {
      const result = await with_({ region: "eu-central-1", allowed_account_ids: ["999988887777"] });
      expect(result.errors.join()).toContain("AWS account ID not allowed: 111122223333");
    },
    TIMEOUT,
  );

  test(
    "puts its default tags under a resource's own",
    async () => {
      const { state, changes } = await with_({
        region: "eu-central-1",
        default_tags: [{ tags: { part: "all", owner: "mlops" } }],
      });
      expect(state.one("aws_s3_bucket").attributes.tags_all).toEqual({ part: "store", owner: "mlops" });
      expect(changes).toEqual({});
    },
    TIMEOUT,
  );
});

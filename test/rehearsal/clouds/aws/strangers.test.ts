import { aws } from "../../../../src/rehearsal/clouds/aws";
import { Account } from "../../../../src/rehearsal/simulator/account";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { accountOf, awsAccount, policy, type AwsObjects } from "../../snowflake/platform";

const BUCKET = "arn:aws:s3:::models";
const USER = "arn:aws:iam::999988887777:user/snowflake";

/** What everybody tries, at a platform with what a test adds and changes. */
async function gotIn(change: (aws: AwsObjects) => void = () => undefined): Promise<string[]> {
  const objects = awsAccount();
  const add = (type: string, values: Values) => objects.more.push({ type, values });
  add("aws_s3_bucket", { id: "models", bucket: "models", arn: BUCKET });
  add("aws_db_instance", {
    id: "db",
    identifier: "db",
    publicly_accessible: false,
    vpc_security_group_ids: ["sg-task"],
  });
  change(objects);
  const snowflake = new Account();
  snowflake.put("snowflake_storage_integration", "S", {
    storage_aws_role_arn: String(objects.objects.aws_iam_role?.arn),
    storage_aws_iam_user_arn: USER,
  });
  const accounts = new Map([
    ["hashicorp/aws", accountOf(objects)],
    ["snowflakedb/snowflake", snowflake],
  ]);
  const attempts = await aws.attempts(accounts);
  expect(attempts.length).toBeGreaterThan(8);
  return attempts.flatMap(({ who, target, by }) => (by === undefined ? [] : [`${target}: ${who} by ${by}`]));
}

const everybody = (action: string, resource: string, more: Record<string, unknown> = {}) =>
  policy({ Effect: "Allow", Principal: "*", Action: action, Resource: resource, ...more });

const open = (attribute: Values) => ({
  type: "aws_s3_bucket_public_access_block",
  values: { id: "models", bucket: "models", ...attribute },
});
const OFF = { block_public_policy: false, restrict_public_buckets: false, ignore_public_acls: false };

test("nobody from outside gets into a platform in order", async () => {
  expect(await gotIn()).toEqual([]);
});

test("a public bucket is read by anybody when its public access block is off", async () => {
  const found = await gotIn(({ more }) => {
    const own = everybody("s3:GetObject", `${BUCKET}/mlflow/*`);
    more.push({ type: "aws_s3_bucket_policy", values: { id: "models", bucket: "models", policy: own } }, open(OFF));
  });
  expect(found).toEqual([
    "aws_s3_bucket models: an anonymous caller by s3:GetObject by its policy",
    "aws_s3_bucket models: an administrator of another account by s3:GetObject by its policy",
  ]);
});

test("the public access block keeps everybody out of a bucket whose policy is public", async () => {
  const found = await gotIn(({ more }) => {
    const own = everybody("s3:*", `${BUCKET}/*`);
    more.push({ type: "aws_s3_bucket_policy", values: { id: "models", bucket: "models", policy: own } });
    more.push(open({ ...OFF, restrict_public_buckets: true }));
  });
  expect(found).toEqual([]);
});

test("a bucket with a public ACL is read by anybody", async () => {
  const found = await gotIn(({ more }) => {
    more.push({ type: "aws_s3_bucket_acl", values: { id: "models", bucket: "models", acl: "public-read" } }, open(OFF));
  });
  expect(found).toEqual(["aws_s3_bucket models: an anonymous reader by its ACL public-read"]);
});

test("a role whose trust policy names everybody is assumed by everybody", async () => {
  const found = await gotIn(({ objects }) => {
    const trust = policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
    objects.aws_iam_role = { ...objects.aws_iam_role, assume_role_policy: trust };
  });
  expect(found.join("\n")).toContain(
    "aws_iam_role snowflake-caller: an administrator of another account by sts:AssumeRole by its trust policy",
  );
});

test("a role that trusts Snowflake's user without the external id is assumed for another Snowflake account", async () => {
  const found = await gotIn(({ objects }) => {
    const trust = policy({ Effect: "Allow", Principal: { AWS: USER }, Action: "sts:AssumeRole" });
    objects.aws_iam_role = { ...objects.aws_iam_role, assume_role_policy: trust };
  });
  expect(found).toEqual([
    expect.stringMatching(
      /of a storage integration: another Snowflake account by sts:AssumeRole: its trust policy does not ask/,
    ),
  ]);
});

const GITHUB = "token.actions.githubusercontent.com";

test.each<[string, object, string | undefined]>([
  ["no subject", {}, "a-stranger"],
  ["every subject", { StringLike: { [`${GITHUB}:sub`]: "*" } }, "a-stranger"],
  [
    "every repository of an owner",
    { StringLike: { [`${GITHUB}:sub`]: "repo:my-org/*:environment:aws-dev" } },
    "repo:my-org/a-stranger:environment:aws-dev",
  ],
  [
    "every environment of a repository",
    { StringLike: { [`${GITHUB}:sub`]: ["repo:my-org/platform:environment:x", "repo:my-org/platform:*"] } },
    "repo:my-org/platform:a-stranger",
  ],
  [
    "a repository whose name has a character left open",
    { StringLike: { [`${GITHUB}:sub`]: "repo:my-org/platfor?:environment:aws-dev" } },
    "repo:my-org/platforx:environment:aws-dev",
  ],
  ["all subjects but one", { StringNotEquals: { [`${GITHUB}:sub`]: "repo:my-org/platform:ref:x" } }, "a-stranger"],
  ["one subject", { StringEquals: { [`${GITHUB}:sub`]: "repo:my-org/platform:environment:aws-dev" } }, undefined],
  ["one subject with a star, which stands for itself", { StringEquals: { [`${GITHUB}:sub`]: "repo:o/*" } }, undefined],
])("a role that trusts %s of GitHub's tokens lets in exactly whom that admits", async (_what, condition, subject) => {
  const found = await gotIn(({ objects, more }) => {
    const { StringEquals: equals = {}, ...others } = condition as Record<string, object>;
    const trust = policy({
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${GITHUB}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com", ...equals }, ...others },
    });
    const role = { ...objects.aws_iam_role, id: "ci", name: "ci", arn: "arn:aws:iam::123456789012:role/ci" };
    more.push({ type: "aws_iam_role", values: { ...role, assume_role_policy: trust } });
  });
  expect(found).toEqual(
    subject === undefined
      ? []
      : [
          `aws_iam_role ci: a job of somebody else with a token of https://${GITHUB} by ` +
            `sts:AssumeRoleWithWebIdentity by its trust policy, with the subject ${subject}`,
        ],
  );
});

const anywhere = (port: number): Values => ({
  from_port: port,
  to_port: port,
  protocol: "tcp",
  security_groups: [],
  cidr_blocks: ["0.0.0.0/0"],
});

test("a server whose security group is open is reached, with a public address or without", async () => {
  const open = ({ groups }: AwsObjects) => void groups[2]?.ingress.push(anywhere(8080));
  const hidden = await gotIn(open);
  expect(hidden.join("\n")).toContain(
    "by port 8080, which the security group sg-task opens to 0.0.0.0/0 (it has no public",
  );
  const shown = await gotIn((aws) => {
    open(aws);
    const [network] = aws.objects.aws_ecs_service?.network_configuration as Values[];
    Object.assign(network ?? {}, { assign_public_ip: true });
  });
  expect(shown[0]).toMatch(/^aws_ecs_service .*: anybody on the internet by port 8080, .* to 0\.0\.0\.0\/0$/);
});

test("a rule for every address of IPv6 is as open as one of IPv4, in a group and beside it", async () => {
  const inline = await gotIn(({ groups }) => {
    groups[2]?.ingress.push({ ...anywhere(8080), cidr_blocks: [], ipv6_cidr_blocks: ["::/0"] });
  });
  expect(inline.join("\n")).toContain("by port 8080, which the security group sg-task opens to ::/0");
  const beside = await gotIn(({ more }) => {
    const rule = { security_group_id: "sg-task", ip_protocol: "-1", cidr_ipv6: "::/0" };
    more.push({ type: "aws_vpc_security_group_ingress_rule", values: { id: "sgr-6", ...rule } });
  });
  expect(beside.join("\n")).toContain("by every port, which the security group sg-task opens to ::/0");
});

test("a narrower range of IPv6 is not everybody", async () => {
  const found = await gotIn(({ groups }) => {
    groups[2]?.ingress.push({ ...anywhere(8080), cidr_blocks: [], ipv6_cidr_blocks: ["2001:db8::/32"] });
  });
  expect(found).toEqual([]);
});

test.each([
  ["14 by default", { engine_version: "14.9" }, true],
  ["15 by default", { engine_version: "15.2" }, false],
  ["16 with the parameter off", { engine_version: "16", parameter_group_name: "own" }, true],
  ["another engine", { engine: "mysql", engine_version: "8.0" }, false],
])(
  "who reads the network's traffic reads that of a database without forced TLS: %s",
  async (_what, database, isOpen) => {
    const found = await gotIn(({ more }) => {
      const parameter = [{ name: "rds.force_ssl", value: "0" }];
      more.push({ type: "aws_db_parameter_group", values: { id: "own", name: "own", parameter } });
      Object.assign(more.find(({ type }) => type === "aws_db_instance")?.values ?? {}, {
        engine: "postgres",
        ...database,
      });
    });
    const by = "a reader of the network's traffic by connections without TLS: its parameter rds.force_ssl is off";
    expect(found).toEqual(isOpen ? [`a database db: ${by}`] : []);
  },
);

test("an instance of Aurora with a public address is named, and a private one is not", async () => {
  const aurora = (publicly_accessible: boolean) =>
    gotIn(({ more }) => {
      const cluster = { id: "c", cluster_identifier: "c", engine: "aurora-postgresql", engine_version: "17.4" };
      more.push({ type: "aws_rds_cluster", values: cluster });
      const member = { id: "c-1", identifier: "c-1", cluster_identifier: "c", publicly_accessible };
      more.push({ type: "aws_rds_cluster_instance", values: member });
    });
  expect(await aurora(false)).toEqual([]);
  expect(await aurora(true)).toEqual([
    "a database c: anybody on the internet by the public address that publicly_accessible gives its instance c-1",
  ]);
});

test("a database with a public address is named, whatever its security groups say", async () => {
  const found = await gotIn(({ more }) => {
    const database = more.find(({ type }) => type === "aws_db_instance");
    Object.assign(database?.values ?? {}, { publicly_accessible: true });
  });
  expect(found).toEqual([
    "a database db: anybody on the internet by the public address that publicly_accessible gives it",
  ]);
});

test("a load balancer on the internet that asks nobody to sign in is named", async () => {
  const found = await gotIn(({ objects, groups }) => {
    objects.aws_lb = { ...objects.aws_lb, internal: false };
    groups[1]?.ingress.push(anywhere(80));
  });
  expect(found).toEqual([expect.stringContaining("anybody on the internet by port 80 without signing in")]);
});

test("a second method of the API without authorization and without a policy is found beside the first", async () => {
  const found = await gotIn((aws) => {
    const { snapshot, method, integration } = aws;
    Object.assign(snapshot, {
      policy: null,
      methods: [method, { ...method, resource_id: "res2", http_method: "GET", authorization: "NONE" }],
      integrations: [
        integration,
        { ...integration, resource_id: "res2", http_method: "GET", uri: "http://internal/closed" },
      ],
    });
  });
  expect(found.join("\n")).toMatch(/^GET \/closed of the REST API api123: an anonymous caller by status 50\d/);
});

test.each([
  [
    "aws_secretsmanager_secret_policy",
    "aws_secretsmanager_secret",
    { secret_arn: "arn:s" },
    "secretsmanager:GetSecretValue",
  ],
  ["aws_sns_topic_policy", "aws_sns_topic", { arn: "arn:s" }, "sns:Publish"],
])("%s that names everybody is found", async (type, guarded, names, action) => {
  const found = await gotIn(({ more }) => {
    more.push({ type: guarded, values: { id: "arn:s", arn: "arn:s", name: "s" } });
    more.push({ type, values: { id: "p", ...names, policy: everybody(action, "*") } });
  });
  expect(found).toContain(`${guarded} s: an anonymous caller by ${action} by its policy`);
});

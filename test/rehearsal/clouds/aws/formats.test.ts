import { makeArn, parseArn } from "../../../../src/rehearsal/clouds/aws/arn";
import { cidrProblem, contains, overlaps, parseCidr } from "../../../../src/rehearsal/simulator/cidr";
import { newId, uuid } from "../../../../src/rehearsal/simulator/ids";
import { partitionOf, zonesOf } from "../../../../src/rehearsal/clouds/aws/session";
import { rules } from "../../../../src/rehearsal/clouds/aws";
import { Account } from "../../../../src/rehearsal/simulator/account";
import { UNKNOWN, type Values } from "../../../../src/rehearsal/simulator/rule";

const provider = { region: "eu-central-1" };

/** What a rule makes of an object; every computed attribute is still unknown before. */
function created(type: string, config: Values, account = new Account()): Values {
  const values: Values = { id: UNKNOWN, arn: UNKNOWN, ...config };
  rules.resources.find((rule) => rule.type === type)?.create?.({ type, account, provider, config, values });
  return values;
}

test("an id has the form that its service gives it, and no id comes twice", () => {
  const account = new Account();
  expect(newId(account, "rest-api", "lower", 10)).toMatch(/^[a-z0-9]{10}$/);
  expect(newId(account, "role", "upper", 17)).toMatch(/^[A-Z2-7]{17}$/);
  expect(newId(account, "secret", "letters", 6)).toMatch(/^[A-Za-z]{6}$/);
  expect(uuid(account, "kms")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  const many = Array.from({ length: 500 }, () => created("aws_vpc", { cidr_block: "10.0.0.0/16" }, account).id);
  expect(many[0]).toMatch(/^vpc-[0-9a-f]{17}$/);
  expect(new Set(many).size).toBe(500);
});

test("the same account issues the same ids in the same order", () => {
  const issue = () => {
    const account = new Account();
    return [newId(account, "vpc", "hex", 16), newId(account, "subnet", "hex", 16), newId(account, "api", "lower", 10)];
  };
  expect(issue()).toEqual(issue());
});

test("an ARN carries the partition and region of the provider and parses into its parts", () => {
  const session = { type: "aws_lb", account: new Account(), provider };
  const arn = makeArn(session, "elasticloadbalancing", "loadbalancer/app/a/b");
  expect(arn).toBe("arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/a/b");
  expect(parseArn(arn)).toMatchObject({
    service: "elasticloadbalancing",
    region: "eu-central-1",
    resource: "loadbalancer/app/a/b",
  });
  expect(makeArn({ ...session, provider: { region: "cn-north-1" } }, "ecs", "cluster/x")).toMatch(
    /^arn:aws-cn:ecs:cn-north-1:/,
  );
  expect(parseArn("arn:aws:s3:::bucket/key")).toMatchObject({ account: "", resource: "bucket/key" });
  expect(parseArn("not:an:arn")).toBeUndefined();
  expect(partitionOf("us-gov-west-1").name).toBe("aws-us-gov");
});

test("a region has three zones with their ids; us-west-1 shows an account two", () => {
  expect(zonesOf("us-east-1")).toEqual([
    { name: "us-east-1a", id: "use1-az1" },
    { name: "us-east-1b", id: "use1-az2" },
    { name: "us-east-1c", id: "use1-az3" },
  ]);
  expect(zonesOf("ap-southeast-2").map((zone) => zone.id)).toEqual(["apse2-az1", "apse2-az2", "apse2-az3"]);
  expect(zonesOf("us-west-1").map((zone) => zone.name)).toEqual(["us-west-1a", "us-west-1c"]);
  expect(zonesOf("us-gov-west-1")[0]?.id).toBe("usgw1-az1");
});

test("ranges contain, overlap and are refused with bits of the host", () => {
  const [vpc, inside, beside] = ["10.0.0.0/16", "10.0.255.0/24", "10.1.0.0/24"].map(parseCidr);
  if (!vpc || !inside || !beside) throw new Error("not parsed");
  expect([contains(vpc, inside), contains(vpc, beside), overlaps(inside, vpc), overlaps(beside, vpc)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(cidrProblem("10.0.0.1/16")).toContain('did you mean "10.0.0.0/16"?');
  expect(cidrProblem("10.0.0.0/33")).toContain("not a valid IPv4 CIDR block");
  expect(cidrProblem("192.168.0.0/20")).toBeUndefined();
});

test.each(["ab", "Upper", "a..b", "-a1", "10.0.0.1", "xn--bucket", "bucket-s3alias", "a".repeat(64)])(
  "%s is no bucket name",
  (name) => {
    const errors: string[] = [];
    const error = (message: string) => void errors.push(message);
    const config = { bucket: name };
    const bucket = rules.resources.find(({ type }) => type === "aws_s3_bucket");
    bucket?.validate?.({ type: "aws_s3_bucket", account: new Account(), provider, config, error });
    expect(errors.join()).toContain("validating S3 Bucket name: ");
    expect(() => created("aws_s3_bucket", config)).toThrow("validating S3 Bucket name: ");
  },
);

test("every rule cites a page, and no type has two", () => {
  const all = [...rules.resources, ...rules.dataSources.map((rule) => ({ ...rule, type: `data.${rule.type}` }))];
  for (const rule of all) expect([rule.type, rule.cites]).toEqual([rule.type, expect.stringMatching(/^https:\/\//)]);
  expect(new Set(all.map((rule) => rule.type)).size).toBe(all.length);
});

test("a policy document comes out as the provider writes it", () => {
  const rule = rules.dataSources.find(({ type }) => type === "aws_iam_policy_document");
  const values: Values = {};
  const config: Values = {
    statement: [
      {
        sid: "Read",
        actions: ["s3:GetObject", "s3:ListBucket"],
        resources: ["arn:aws:s3:::bucket"],
        principals: [{ type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] }],
        condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111122223333"] }],
      },
      { effect: "Deny", actions: ["*"], resources: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
    ],
  };
  rule?.read({ type: "aws_iam_policy_document", account: new Account(), provider, config, values });
  expect(JSON.parse(String(values.json))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:GetObject"],
        Resource: "arn:aws:s3:::bucket",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
      { Effect: "Deny", Action: "*", Resource: "*", Principal: "*" },
    ],
  });
});

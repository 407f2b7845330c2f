import { parsePolicy, type PolicyKind } from "../../../../../src/rehearsal/clouds/aws/identities/grammar";

const ALLOW = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const parse =
  (statement: object, kind: PolicyKind = "identity") =>
  () =>
    parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }), kind);

test("a statement's elements come out as lists, whether they were written alone or not", () => {
  const [statement] = parse(
    {
      Sid: "One",
      Effect: "Deny",
      Principal: { AWS: ["111122223333", "*"], Service: "ecs-tasks.amazonaws.com" },
      Action: ["s3:Get*", "s3:List*"],
      NotResource: "arn:aws:s3:::bucket/*",
      Condition: {
        StringNotEqualsIfExists: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/x" },
        Bool: { "aws:SecureTransport": false },
      },
    },
    "resource",
  )();
  expect(statement).toEqual({
    sid: "One",
    effect: "Deny",
    principals: [
      { type: "AWS", value: "111122223333" },
      { type: "AWS", value: "*" },
      { type: "Service", value: "ecs-tasks.amazonaws.com" },
    ],
    notPrincipals: [],
    actions: ["s3:Get*", "s3:List*"],
    notActions: [],
    resources: [],
    notResources: ["arn:aws:s3:::bucket/*"],
    conditions: [
      { operator: "StringNotEqualsIfExists", key: "aws:PrincipalArn", values: ["arn:aws:iam::111122223333:role/x"] },
      { operator: "Bool", key: "aws:SecureTransport", values: ["false"] },
    ],
  });
});

test.each<[string, object, PolicyKind, string]>([
  ["an unknown element", { ...ALLOW, Actions: "s3:*" }, "identity", 'unknown element "Actions"'],
  ["an effect that is neither", { ...ALLOW, Effect: "allow" }, "identity", 'Effect must be "Allow" or "Deny"'],
  ["a statement without actions", { Effect: "Allow", Resource: "*" }, "identity", "must contain actions"],
  ["a statement without resources", { Effect: "Allow", Action: "s3:*" }, "identity", "must contain resources"],
  ["Action and NotAction together", { ...ALLOW, NotAction: "s3:*" }, "identity", "both Action and NotAction"],
  ["a principal in an identity policy", { ...ALLOW, Principal: "*" }, "identity", "should not specify a principal"],
  ["a resource policy without principal", ALLOW, "resource", "Missing required field Principal"],
  [
    "a wildcard inside a principal",
    { ...ALLOW, Principal: { AWS: "arn:aws:iam::111122223333:role/*" } },
    "resource",
    "Invalid principal",
  ],
  [
    "a service that does not exist",
    { ...ALLOW, Principal: { Service: "ecs-task.amazonaws.com" } },
    "resource",
    "Invalid principal",
  ],
  [
    "a principal type that does not exist",
    { ...ALLOW, Principal: { Role: "x" } },
    "resource",
    'unknown principal type "Role"',
  ],
  [
    "a trust for another action",
    { Effect: "Allow", Principal: "*", Action: "s3:GetObject" },
    "trust",
    "may only specify STS AssumeRole actions",
  ],
  [
    "a trust with a resource",
    { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", Resource: "*" },
    "trust",
    "prohibited field Resource",
  ],
  [
    "an unknown operator",
    { ...ALLOW, Condition: { StringNotEqual: { "aws:PrincipalArn": "x" } } },
    "identity",
    'unknown condition operator "StringNotEqual"',
  ],
  [
    "an unknown global key",
    { ...ALLOW, Condition: { StringEquals: { "aws:PrincipleArn": "x" } } },
    "identity",
    'unknown global condition key "aws:PrincipleArn"',
  ],
  [
    "a truth value that is none",
    { ...ALLOW, Condition: { Bool: { "aws:SecureTransport": "no" } } },
    "identity",
    'must be "true" or "false"',
  ],
  ["a Sid with a hyphen", { ...ALLOW, Sid: "my-statement" }, "identity", "must be alpha-numeric"],
  ["a resource that is no ARN", { ...ALLOW, Resource: "bucket/*" }, "identity", "must be in ARN format"],
  ["an action without service", { ...ALLOW, Action: "GetObject" }, "identity", "must be prefaced by a vendor"],
])("%s is an error, never a pass", (_, statement, kind, message) => {
  expect(parse(statement, kind)).toThrow(message);
});

test("two statements may not share a Sid, and other versions are refused", () => {
  const twice = { ...ALLOW, Sid: "Same" };
  expect(() => parsePolicy(JSON.stringify({ Statement: [twice, twice] }), "identity")).toThrow("must be unique");
  expect(() => parsePolicy(JSON.stringify({ Version: "2025-01-01", Statement: [ALLOW] }), "identity")).toThrow(
    "Version",
  );
  expect(() => parsePolicy("{", "identity")).toThrow("not valid JSON");
});

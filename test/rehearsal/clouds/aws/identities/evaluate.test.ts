import {
  ALLOW_ALL,
  evaluate,
  type Identity,
  type Policy,
} from "../../../../../src/rehearsal/clouds/aws/identities/evaluate";
import { parsePolicy } from "../../../../../src/rehearsal/clouds/aws/identities/grammar";

const ARN = "arn:aws:execute-api:eu-west-1:123456789012:api/dev/POST/post/x";
const ROLE = "arn:aws:iam::123456789012:role/R";
const SESSION = "arn:aws:sts::123456789012:assumed-role/R/s";

const caller = (...identityPolicies: Policy[]): Identity => ({ arn: SESSION, roleArn: ROLE, identityPolicies });

/** Without statements there is no policy. */
function resourcePolicy(statements: unknown, extra: object): Policy | undefined {
  if (Array.isArray(statements) && statements.length === 0) return undefined;
  return parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements, ...extra }), "resource");
}

function decide(statements: unknown, identity: Identity = caller(), extra: object = {}) {
  return evaluate({
    identity,
    action: "execute-api:Invoke",
    resource: ARN,
    account: "123456789012",
    resourcePolicy: resourcePolicy(statements, extra),
    context: {
      "aws:PrincipalArn": ROLE,
      "aws:SourceIp": "203.0.113.10",
      "aws:SecureTransport": "true",
      "aws:SourceVpc": undefined,
      "s3:max-keys": "10",
    },
  });
}

const allow = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" };
const deny = { ...allow, Effect: "Deny" };

describe("an IAM policy", () => {
  test.each([
    ["*", "allow"],
    ["execute-api:*", "allow"],
    ["EXECUTE-API:invoke", "allow"],
    ["execute-api:Invok?", "allow"],
    ["execute-api:Manage*", "implicit deny"],
    [["s3:GetObject", "execute-api:Invoke"], "allow"],
  ])("matches the action %j: %s", (Action, decision) => {
    expect(decide([{ ...allow, Action }])).toBe(decision);
  });

  test.each([
    ["arn:aws:execute-api:eu-west-1:123456789012:api/*", "allow"],
    ["arn:aws:execute-api:*:*:api/dev/POST/*", "allow"],
    ["arn:aws:execute-api:*", "allow"],
    ["arn:aws:execute-api:eu-west-1:123456789012:api/dev/GET/*", "implicit deny"],
    ["arn:aws:execute-api:*:api/*", "implicit deny"],
    ["arn:aws:execute-api:eu-west-1:123456789012:api/dev/POST/post/?", "allow"],
    ["arn:aws:execute-api:eu-west-1:123456789012:a.i/*", "implicit deny"],
  ])("matches the resource %s field by field: %s", (Resource, decision) => {
    expect(decide([{ ...allow, Resource }])).toBe(decision);
  });

  test("turns NotAction and NotResource round", () => {
    expect(decide([{ ...allow, Action: undefined, NotAction: "s3:*" }])).toBe("allow");
    expect(decide([{ ...allow, Action: undefined, NotAction: "execute-api:*" }])).toBe("implicit deny");
    expect(decide([{ ...allow, Resource: undefined, NotResource: "arn:aws:s3:::*" }])).toBe("allow");
    expect(decide([{ ...allow, Resource: undefined, NotResource: ARN }])).toBe("implicit deny");
  });

  test.each([
    ["*", "allow"],
    [{ AWS: "*" }, "allow"],
    [{ AWS: SESSION }, "allow"],
    [{ AWS: ROLE }, "allow"],
    [{ AWS: ["arn:aws:iam::123456789012:role/Other", ROLE] }, "allow"],
    [{ AWS: "123456789012" }, "implicit deny"],
    [{ AWS: "arn:aws:iam::123456789012:root" }, "implicit deny"],
    [{ Service: "apigateway.amazonaws.com" }, "implicit deny"],
  ])("allows the principal %j: %s", (Principal, decision) => {
    expect(decide([{ ...allow, Principal }])).toBe(decision);
  });

  test("that denies an account denies everybody in it", () => {
    expect(decide([allow, { ...deny, Principal: { AWS: "123456789012" } }])).toBe("explicit deny");
  });

  test("lets an identity policy or the resource policy allow, and either of them deny", () => {
    const all = ALLOW_ALL;
    const none = parsePolicy(JSON.stringify({ Statement: { Effect: "Deny", Action: "*", Resource: "*" } }), "identity");
    expect(decide([], caller(all))).toBe("allow");
    expect(decide([], caller())).toBe("implicit deny");
    expect(decide([deny], caller(all))).toBe("explicit deny");
    expect(decide([allow], caller(none))).toBe("explicit deny");
    expect(decide([allow, deny], caller(all))).toBe("explicit deny");
  });

  test("needs both sides across accounts, where naming the account is enough for the resource's side", () => {
    const foreign = (...policies: Policy[]): Identity => ({
      arn: "arn:aws:iam::999988887777:user/u",
      identityPolicies: policies,
    });
    const account = { ...allow, Principal: { AWS: "arn:aws:iam::999988887777:root" } };
    expect(decide([allow], foreign())).toBe("implicit deny");
    expect(decide([], foreign(ALLOW_ALL))).toBe("implicit deny");
    expect(decide([allow], foreign(ALLOW_ALL))).toBe("allow");
    expect(decide([account], foreign(ALLOW_ALL))).toBe("allow");
    expect(decide([account], foreign())).toBe("implicit deny");
  });

  test("that denies all but a NotPrincipal spares a session only when session, role and account are named", () => {
    const but = (...AWS: string[]) => [allow, { ...deny, Principal: undefined, NotPrincipal: { AWS } }];
    expect(decide(but(ROLE))).toBe("explicit deny");
    expect(decide(but(ROLE, SESSION))).toBe("explicit deny");
    expect(decide(but(ROLE, SESSION, "arn:aws:iam::123456789012:root"))).toBe("allow");
  });

  test.each([
    [{ StringEquals: { "aws:PrincipalArn": ROLE } }, true],
    [{ StringEquals: { "AWS:principalarn": ["x", ROLE] } }, true],
    [{ StringEquals: { "aws:PrincipalArn": ROLE.toLowerCase() } }, false],
    [{ StringEqualsIgnoreCase: { "aws:PrincipalArn": ROLE.toLowerCase() } }, true],
    [{ StringNotEqualsIgnoreCase: { "aws:PrincipalArn": ROLE.toLowerCase() } }, false],
    [{ StringEquals: { "aws:PrincipalArn": "arn:aws:iam::*" } }, false],
    [{ StringNotEquals: { "aws:PrincipalArn": ["x", ROLE] } }, false],
    [{ StringNotEquals: { "aws:PrincipalArn": ["x", "y"] } }, true],
    [{ StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/?" } }, true],
    [{ StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/?" } }, false],
    [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/R" } }, true],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } }, true],
    [{ ArnLike: { "aws:PrincipalArn": "arn:*" } }, false],
    [{ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } }, false],
    [{ ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/X" } }, true],
    [{ Bool: { "aws:SecureTransport": true } }, true],
    [{ Bool: { "aws:SecureTransport": "false" } }, false],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, true],
    [{ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "203.0.113.10"] } }, true],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.16/28" } }, false],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, false],
    [{ NumericLessThan: { "s3:max-keys": "11" } }, true],
    [{ NumericLessThanEquals: { "s3:max-keys": 9 } }, false],
    [{ NumericGreaterThan: { "s3:max-keys": 9 } }, true],
    [{ NumericGreaterThanEquals: { "s3:max-keys": 11 } }, false],
    [{ NumericEquals: { "s3:max-keys": "10.0" } }, true],
    [{ NumericNotEquals: { "s3:max-keys": "10" } }, false],
    [{ Null: { "aws:SourceVpc": "true" } }, true],
    [{ Null: { "aws:PrincipalArn": "true" } }, false],
    [{ StringEquals: { "aws:SourceVpc": "vpc-1" } }, false],
    [{ StringNotEquals: { "aws:SourceVpc": "vpc-1" } }, true],
    [{ StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } }, true],
    [{ StringEqualsIfExists: { "aws:PrincipalArn": "x" } }, false],
    [{ StringEquals: { "aws:PrincipalArn": ROLE }, Bool: { "aws:SecureTransport": "false" } }, false],
    [{ StringEquals: { "aws:PrincipalArn": ROLE, "aws:SourceIp": "203.0.113.10" } }, true],
  ])("evaluates the condition %j: %s", (Condition, holds) => {
    expect(decide([{ ...allow, Condition }])).toBe(holds ? "allow" : "implicit deny");
  });

  test.each([
    [
      [{ ...allow, Condition: { "ForAnyValue:StringEquals": { "aws:PrincipalArn": ROLE } } }],
      "the condition operator ForAnyValue:StringEquals is not simulated",
    ],
    [
      [{ ...allow, Condition: { DateLessThan: { "aws:PrincipalArn": ROLE } } }],
      "the condition operator DateLessThan is not simulated",
    ],
    [
      [{ ...allow, Condition: { StringEqual: { "aws:PrincipalArn": ROLE } } }],
      'unknown condition operator "StringEqual"',
    ],
    [[{ ...allow, Condition: { toString: { "aws:PrincipalArn": ROLE } } }], 'unknown condition operator "toString"'],
    [
      [{ ...allow, Condition: { StringEquals: { "aws:PrincipalTag/x": "y" } } }],
      "the condition key aws:PrincipalTag/x is not simulated",
    ],
    [
      [{ ...allow, Condition: { StringEquals: { "aws:PrincipalArn": "${aws:username}" } } }],
      'the policy variable in "${aws:username}" is not simulated',
    ],
    [
      [{ ...allow, Condition: { StringEquals: { "aws:PrincipalArn": { a: 1 } } } }],
      "Condition StringEquals/aws:PrincipalArn must hold strings, numbers or booleans",
    ],
    [[{ ...allow, Condition: [] }], "Condition must be an object"],
    [[{ ...allow, Conditions: {} }], 'unknown element "Conditions"'],
    [[{ ...allow, Effect: "allow" }], 'Effect must be "Allow" or "Deny"'],
    [[{ ...allow, Principal: undefined }], "Missing required field Principal"],
    [[{ ...allow, Principal: SESSION }], 'Principal must be "*" or an object'],
    [[{ ...allow, Principal: { Aws: "*" } }], 'unknown principal type "Aws"'],
    [[{ ...allow, Principal: { AWS: "arn:aws:iam::123456789012:role/*" } }], "Invalid principal in policy"],
    [[{ ...allow, Principal: undefined, NotPrincipal: { AWS: ROLE } }], "NotPrincipal with Allow is not simulated"],
    [[{ ...allow, NotAction: "s3:*" }], "both Action and NotAction"],
    [[{ ...allow, Action: undefined }], "must contain actions"],
    [[{ ...allow, Action: 5 }], "Action must hold strings"],
    [[{ ...allow, Resource: "arn:aws:s3:::${aws:username}" }], "policy variable"],
    ["text", "must be an object"],
  ])("with an element that is not known is an error and no pass: %j", (statements, message) => {
    expect(() => decide(statements)).toThrow(message);
  });

  test("is read with an unknown element even when a Deny or a failing statement comes with it", () => {
    const unknown = { ...allow, Resource: "arn:aws:s3:::x", Condition: { Unknown: { a: "b" } } };
    expect(() => decide([unknown, allow])).toThrow('unknown condition operator "Unknown"');
  });

  test("has only the versions and top elements that AWS knows", () => {
    expect(() => decide([allow], caller(), { Version: "2013-01-01" })).toThrow("Version must be");
    expect(() => decide([allow], caller(), { Statements: [] })).toThrow('unknown policy element "Statements"');
  });
});

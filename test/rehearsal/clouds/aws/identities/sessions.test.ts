import { EchoBackend, ROLE, platform, policy } from "../../../snowflake/platform";
import type { AwsObjects, SnowflakeResources } from "../../../snowflake/platform";

const REFUSED =
  "SQL execution error: Error assuming AWS_ROLE. Please verify the role and externalId are configured correctly in your AWS policy.";

describe("Snowflake's way to its IAM role", () => {
  let backend: EchoBackend;
  beforeAll(async () => {
    backend = await EchoBackend.start();
    backend.replies = [{ body: "{}" }];
  });
  afterAll(() => backend.stop());

  const call = (change: { aws?: (aws: AwsObjects) => void; snowflake?: (resources: SnowflakeResources) => void }) =>
    platform(backend, change).call("LOG", ["k", 1]);
  const trust = (statement: object) => ({
    aws: ({ objects }: AwsObjects) => {
      Object.assign(objects.aws_iam_role ?? {}, {
        assume_role_policy: policy({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }),
      });
    },
  });
  const user = { AWS: "arn:aws:iam::999988887777:user/snowflake" };
  const externalId = (id: string) => ({ StringEquals: { "sts:ExternalId": id } });

  test.each([
    ["its user under the external id", { Principal: user, Condition: externalId("EXT_1") }],
    [
      "its user's account under the external id",
      { Principal: { AWS: "999988887777" }, Condition: externalId("EXT_1") },
    ],
    [
      "its user by a pattern of the external id",
      { Principal: user, Condition: { StringLike: { "sts:ExternalId": ["A", "EXT_*"] } } },
    ],
  ])("is open when the trust policy names %s", async (_, statement) => {
    expect((await call(trust(statement))).status).toBe(200);
  });

  test.each([
    ["another external id", { Principal: user, Condition: externalId("EXT_2") }],
    ["another user", { Principal: { AWS: "arn:aws:iam::999988887777:user/other" }, Condition: externalId("EXT_1") }],
    ["our own account", { Principal: { AWS: "arn:aws:iam::123456789012:root" }, Condition: externalId("EXT_1") }],
    ["a service", { Principal: { Service: "ecs-tasks.amazonaws.com" } }],
    ["another action", { Principal: user, Action: "sts:TagSession", Condition: externalId("EXT_1") }],
  ])("is closed when the trust policy names %s", async (_, statement) => {
    const before = backend.seen.length;
    const result = await call(trust(statement));
    expect(result.error).toContain(REFUSED);
    expect(result.attempts).toBe(0);
    expect(backend.seen).toHaveLength(before);
  });

  test("is closed when a statement denies it", async () => {
    const result = await call({
      aws: ({ objects }) => {
        const allow = { Effect: "Allow", Principal: user, Action: "sts:AssumeRole" };
        Object.assign(objects.aws_iam_role ?? {}, { assume_role_policy: policy(allow, { ...allow, Effect: "Deny" }) });
      },
    });
    expect(result.error).toContain("explicit deny of sts:AssumeRole");
  });

  test("is closed when the integration names a role that does not exist", async () => {
    const result = await call({ snowflake: ({ integration }) => (integration.api_aws_role_arn = `${ROLE}-gone`) });
    expect(result.error).toBe(`${REFUSED} (the role ${ROLE}-gone does not exist)`);
  });

  test("is closed after the integration was made again with a new external id", async () => {
    expect(
      (await call({ snowflake: ({ integration }) => (integration.api_aws_external_id = "EXT_NEW") })).error,
    ).toContain(REFUSED);
  });

  test("is an error when the role has a permissions boundary, which is not simulated", async () => {
    const aws = ({ objects }: AwsObjects) =>
      Object.assign(objects.aws_iam_role ?? {}, { permissions_boundary: "arn:b" });
    await expect(call({ aws })).rejects.toThrow("a permissions boundary is not simulated");
  });

  test("is an error when an attached policy is one of AWS's own, which the rehearsal does not know", async () => {
    const aws = ({ objects }: AwsObjects) => {
      objects.aws_iam_role_policy_attachment = {
        id: "a",
        role: "snowflake-caller",
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      };
    };
    await expect(call({ aws })).rejects.toThrow(
      "the attached policy arn:aws:iam::aws:policy/AdministratorAccess is not simulated",
    );
  });
});

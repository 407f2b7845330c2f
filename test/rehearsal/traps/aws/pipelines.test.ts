import { aws } from "../../../../src/rehearsal/clouds/aws";
import { runTrap, type JsonObject } from "../trap";
import { ACCOUNT, policy, rules, stackOf } from "./stack";

jest.setTimeout(120_000);

const HOST = "token.actions.githubusercontent.com";
const PROVIDER = {
  aws_iam_openid_connect_provider: { github: { url: `https://${HOST}`, client_id_list: ["sts.amazonaws.com"] } },
};

const role = (name: string, condition: JsonObject): JsonObject => ({
  name,
  assume_role_policy: policy({
    Effect: "Allow",
    Principal: { Federated: "${aws_iam_openid_connect_provider.github.arn}" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
  }),
});
const audience = { [`${HOST}:aud`]: "sts.amazonaws.com" };
const subject = (value: string) => ({ [`${HOST}:sub`]: value });

test("AWS takes a trust policy with a wildcard, and the intruders get in by it", async () => {
  const config = stackOf(PROVIDER, {
    aws_iam_role: {
      exact: role("exact", { StringEquals: { ...audience, ...subject("repo:my-org/platform:environment:aws-dev") } }),
      environments: role("environments", {
        StringEquals: audience,
        StringLike: subject("repo:my-org/platform:environment:*"),
      }),
      repositories: role("repositories", {
        StringEquals: audience,
        StringLike: subject("repo:my-org/*:environment:aws-dev"),
      }),
      everybody: role("everybody", { StringEquals: audience }),
    },
  });
  const applied = await runTrap({ config, rules });
  expect(applied.errors).toEqual([]);
  const attempts = await aws.attempts(applied.accounts);
  const found = attempts.flatMap(({ target, by }) => (by === undefined ? [] : [`${target}: ${by}`]));
  const by = "sts:AssumeRoleWithWebIdentity by its trust policy, with the subject";
  expect(found.sort()).toEqual([
    `aws_iam_role environments: ${by} repo:my-org/platform:environment:a-stranger`,
    `aws_iam_role everybody: ${by} a-stranger`,
    `aws_iam_role repositories: ${by} repo:my-org/a-stranger:environment:aws-dev`,
  ]);
});

test("IAM refuses a provider on a port or twice, and a boundary that does not exist", async () => {
  const config = stackOf(PROVIDER, {
    aws_iam_openid_connect_provider: {
      again: {
        url: `https://${HOST}`,
        client_id_list: ["another"],
        depends_on: ["aws_iam_openid_connect_provider.github"],
      },
      port: { url: "https://gitlab.example.com:8443", client_id_list: ["sts.amazonaws.com"] },
    },
    aws_iam_role: {
      bounded: {
        ...role("bounded", { StringEquals: audience }),
        permissions_boundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
      },
    },
  });
  const { errorsAt } = await runTrap({ config, rules });
  expect(Object.keys(errorsAt).sort()).toEqual([
    "aws_iam_openid_connect_provider.again",
    "aws_iam_openid_connect_provider.port",
    "aws_iam_role.bounded",
  ]);
  expect(errorsAt["aws_iam_openid_connect_provider.again"]?.join()).toContain(
    `EntityAlreadyExists: Provider with url https://${HOST} already exists.`,
  );
  expect(errorsAt["aws_iam_openid_connect_provider.port"]?.join()).toContain("no port number");
  expect(errorsAt["aws_iam_role.bounded"]?.join()).toContain(
    `Policy arn:aws:iam::${ACCOUNT}:policy/boundary does not exist`,
  );
});

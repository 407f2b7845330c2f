import type { DataSourceRule } from "../../../simulator/rule";
import { parseArn } from "../arn";
import { all } from "../lookup";
import { accountId } from "../session";
import { refuse } from "../../../simulator/writers";
import { text } from "../../../simulator/readers";

const CURRENT = "AWSCURRENT";

/**
 * A secret of the simulated account must exist and hold something. One of another account is the team's own: a rehearsal cannot
 * see it and reads a text in its place.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const secretVersion: DataSourceRule = {
  type: "aws_secretsmanager_secret_version",
  cites: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html",
  read: ({ account, config, values }) => {
    const id = text(config, "secret_id") ?? "";
    const owner = all(account, "aws_secretsmanager_secret").find((secret) => [secret.arn, secret.name].includes(id));
    const stage = text(config, "version_stage") ?? CURRENT;
    if (owner === undefined) {
      const parsed = parseArn(id);
      if (parsed === undefined || parsed.account === accountId(account))
        refuse(`ResourceNotFoundException: Secrets Manager can't find the specified secret: ${id}`, "secret_id");
      Object.assign(values, {
        id: `${id}|${stage}`,
        arn: id,
        version_id: "rehearsed",
        version_stage: stage,
        version_stages: [CURRENT],
        secret_string: "rehearsed",
        secret_binary: "",
        created_date: "2026-01-01T00:00:00Z",
      });
      return;
    }
    const version = all(account, "aws_secretsmanager_secret_version").find(
      (each) => each.secret_id === owner.id || each.arn === owner.arn,
    );
    if (version === undefined)
      refuse(
        `ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: ${stage}`,
        "secret_id",
      );
    Object.assign(values, {
      id: `${id}|${stage}`,
      arn: owner.arn,
      version_id: version.version_id,
      version_stage: stage,
      version_stages: [CURRENT],
      secret_string: text(version, "secret_string") ?? "",
      secret_binary: "",
      created_date: "2026-01-01T00:00:00Z",
    });
  },
};

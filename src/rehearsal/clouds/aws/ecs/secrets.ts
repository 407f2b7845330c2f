import type { Account } from "../../../simulator/account";
import { text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { all, byArn } from "../lookup";

/** The ARN in a `valueFrom`, which may have key, stage and version behind it. */
export function secretArn(valueFrom: string): string {
  return valueFrom.split(":").slice(0, 7).join(":");
}

/** The secret that a `valueFrom` means. */
export function secretOf(account: Account, valueFrom: string): Values | undefined {
  return byArn(account, ["aws_secretsmanager_secret"], secretArn(valueFrom));
}

/** The versions of a secret that hold something. */
export function versionsOf(account: Account, secret: Values): Values[] {
  return all(account, "aws_secretsmanager_secret_version").filter(
    (version) => version.secret_id === secret.id || version.arn === secret.arn,
  );
}

/** What a `valueFrom` gives now, its key not looked up; undefined where the account does not see it. */
export function secretText(account: Account, valueFrom: string): string | undefined {
  const secret = secretOf(account, valueFrom);
  const versions = secret === undefined ? [] : versionsOf(account, secret);
  return versions.map((version) => text(version, "secret_string")).find((value) => value !== undefined);
}

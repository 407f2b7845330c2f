import type { Problems } from "../core";
import { Identifiers } from "./identifiers";

/** Notes a problem when the text is not the ARN of an IAM role; what only the deploy knows passes. */
export function checkRoleArn(problems: Problems, roleArn: string): void {
  const shape = Identifiers.shape(roleArn);
  problems.check(
    shape === undefined || /^(arn|x):(aws[a-z-]*|x):iam::(\d{12}|x):role\/[\w+=,.@/-]+$/.test(shape),
    "roleArn",
    roleArn,
    "the ARN of an IAM role reads arn:<partition>:iam::<12-digit account>:role/<name>",
    "Build it from the account and the role's name",
  );
}

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What AWS says about one IAM action. */
export interface KnownAction {
  readonly level: string;
  /** ARNs that the action may be scoped to; none means `*` alone. */
  readonly arns: { readonly pattern: RegExp; readonly required: boolean }[];
}

function pattern(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^arn:aws:${parts.join(".*")}$`);
}

/** The list of all IAM actions of the services in use, which is independent of the table. */
export const KNOWN = new Map<string, KnownAction>(
  readFileSync(join(__dirname, "..", "..", "..", "fixtures", "iam-actions.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [action = "", level = "", ...arns] = line.split(" ");
      const scopes = arns.map((arn) => ({ pattern: pattern(arn.replace(/^!/, "")), required: arn.startsWith("!") }));
      return [action, { level, arns: scopes }];
    }),
);

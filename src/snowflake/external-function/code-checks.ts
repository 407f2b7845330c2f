import { NameRules, type Problems } from "../../core";
import { checkValue, type CheckTable } from "../../core/checks";
import { named, that, type Rule } from "../../core/rules";
import { COMMENT, IDENTIFIER } from "../rules";
import type { ProcedureProps, TranslatorProps } from "./code-settings";
import { syntaxError } from "./javascript";

const MAX_BYTES = 100 * 1024;
/** Characters of the content's hash in a translator's name. */
export const HASH_LENGTH = 8;

const SNOWFLAKE_IDENTIFIER = NameRules.SNOWFLAKE_IDENTIFIER;
const bytes = (body: unknown): number => Buffer.byteLength(String(body));

/** The body of a translator: its size first. */
export const TRANSLATOR: CheckTable<TranslatorProps> = {
  rows: [
    { field: "name", rule: named({ ...SNOWFLAKE_IDENTIFIER, max: SNOWFLAKE_IDENTIFIER.max - HASH_LENGTH - 1 }) },
    {
      field: "body",
      rule: that(
        (body) => bytes(body) > 0 && bytes(body) <= MAX_BYTES,
        `be 1 to ${MAX_BYTES} bytes of source`,
        "Write it, or split its work",
      ),
      synthesis: true,
    },
    COMMENT,
  ],
};

/** Requirements on the props of a procedure. */
export const PROCEDURE: CheckTable<ProcedureProps> = {
  rows: [{ field: "name", rule: IDENTIFIER }, COMMENT],
};

const FORBIDDEN = [
  ["$$", "ends the body in SQL"],
  ["${", "begins a Terraform expression"],
  ["%{", "begins a Terraform directive"],
] as const;

/** Notes what is wrong with the body of a JavaScript function or procedure. */
export function checkJavascript(problems: Problems, body: string): void {
  for (const [text, reason] of FORBIDDEN)
    if (body.includes(text)) checkValue(problems, "body", text, absent(text, reason));
  const error = syntaxError(body);
  if (error !== undefined) checkValue(problems, "body", error, SYNTAX);
}

function absent(text: string, reason: string): Rule {
  return that(() => false, `not contain ${text}: it ${reason}`, "Join strings with + instead");
}

const SYNTAX: Rule = that(
  () => false,
  "be the body of a JavaScript function: Snowflake reports a mistake at the first call only",
  "Fix the syntax error",
);

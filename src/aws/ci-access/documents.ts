import { isObject } from "../../core/json";
import { pattern, that, type Rule } from "../../core/rules";

/** Maximum length of a managed policy. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_LENGTH = 6144;

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** The statements of a document; undefined when it is not a policy. */
function statementsOf(json: unknown): Record<string, unknown>[] | undefined {
  try {
    const document: unknown = JSON.parse(String(json));
    const statements = isObject(document) ? listOf(document.Statement) : [];
    return statements.length > 0 && statements.every(isObject) ? statements : undefined;
  } catch {
    return undefined;
  }
}

/** A policy of an identity. */
export const DOCUMENT: Rule = that(
  (json) => statementsOf(json) !== undefined,
  "be an IAM policy as JSON, with statements",
  "Use the content of a file that mlops policy wrote",
);

export const LENGTH: Rule = that(
  // IAM counts no white space.
  (json) => String(json).replace(/\s/g, "").length <= MAX_LENGTH,
  `have at most ${MAX_LENGTH} characters, as a managed policy`,
  "Use the files that mlops policy --out writes: it divides a longer policy",
);

/** Actions that read, by the words that AWS begins their names with; a key is used to read what it encrypts. */
const READS = /^([\w-]+:(Get|List|Describe|View|BatchGet|GET$)|kms:Decrypt$)/;

/** The actions of a policy that change something: those that are not known to read. */
function writesOf(json: unknown): string[] {
  return (statementsOf(json) ?? [])
    .filter(({ Effect: effect }) => effect === "Allow")
    .flatMap(({ Action: actions, NotAction: others }) => [
      ...listOf(actions).map(String),
      ...listOf(others).map(() => "NotAction"),
    ])
    .filter((action) => !READS.test(action) || /^[\w-]+:\*/.test(action));
}

/** A policy that only reads. */
export const READ_ONLY: Rule = that(
  (json) => writesOf(json).length === 0,
  "allow reading only: a plan of a pull request runs its code",
  "Use what mlops policy --for plan writes",
);

/** The ARN of an IAM policy, of the account's own or of AWS's. */
export const POLICY_ARN: Rule = pattern(
  /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
  "be the ARN of an IAM policy",
  "Use arn:aws:iam::<account>:policy/<name>",
);

import type { CheckTable, Row } from "../../core/checks";
import { ENVIRONMENT_ROWS } from "../../core/environment-rows";
import { named, omitted, oneOf, pattern } from "../../core/rules";
import { COMPONENT_ROWS, PREFIX } from "../component-checks";
import { AwsNameRules } from "../names";
import { KEY_ARN, LIFECYCLE_DAYS, PROVIDER_ROWS, REGION } from "../rules";
import { StateLock, type S3State, type StateBackendSettings } from "./settings";

/** Requirements on the location of a state. */
export const S3_STATE: CheckTable<S3State> = {
  rows: [
    { field: "bucket", rule: named(AwsNameRules.BUCKET), synthesis: true },
    { field: "region", rule: REGION, synthesis: true },
    {
      field: "key",
      rule: pattern(
        /^[^/\s][^\s]*$/,
        "be an object key without blanks and without a slash at its beginning",
        'Use for example "aws-dev.tfstate"',
      ),
      synthesis: true,
    },
    { field: "lock", rule: oneOf(StateLock), synthesis: true },
    {
      field: "lockTable",
      rule: omitted("only StateLock.DYNAMODB uses a table", "Remove it, or set lock: StateLock.DYNAMODB"),
      when: ({ lock }) => lock !== StateLock.DYNAMODB,
    },
    {
      field: "lockTable",
      rule: pattern(
        /^[A-Za-z0-9_.-]{3,255}$/,
        "be a table name of 3 to 255 letters, digits, _ . and -",
        "Use the name of the table instead of its ARN",
      ),
      synthesis: true,
    },
    { field: "encryptionKeyArn", rule: KEY_ARN, synthesis: true },
  ],
};

const SETTINGS: readonly Row<StateBackendSettings>[] = [
  { field: "lock", rule: oneOf(StateLock), synthesis: true },
  { field: "encryptionKeyArn", rule: KEY_ARN },
  { field: "noncurrentVersionDays", rule: LIFECYCLE_DAYS },
];

/** Requirements on the props of the states' bucket. */
export const STATE_BACKEND: CheckTable<StateBackendSettings> = { rows: [...COMPONENT_ROWS, ...SETTINGS] };

type StackProps = StateBackendSettings & { readonly name: string; readonly prefix: string; readonly state?: S3State };

/** Requirements on the props of the stack of the states' bucket. Protection of the states does not depend on a size. */
export const STATE_STACK: CheckTable<StackProps> = {
  rows: [
    ...ENVIRONMENT_ROWS.filter(({ field }) => field !== "size"),
    PREFIX,
    ...PROVIDER_ROWS,
    ...SETTINGS,
    { field: "state", table: S3_STATE, optional: true },
  ],
};

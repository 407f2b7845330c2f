import type { CheckTable, Row } from "../../core/checks";
import { named, that, type Rule } from "../../core/rules";
import { Tokens } from "../../core/tokens";
import { ARTIFACT_PREFIX } from "../../platform/component-rules";
import { AwsNameRules } from "../names";
import { KEY_ARN, LIFECYCLE_DAYS } from "../rules";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./settings";

const SHARED: readonly Row<Pick<ArtifactSettings, "artifactPrefix" | "encryptionKeyArn">>[] = [
  {
    field: "artifactPrefix",
    rule: ARTIFACT_PREFIX,
  },
  { field: "encryptionKeyArn", rule: KEY_ARN },
];

/** Requirements on artifact settings. */
export const ARTIFACTS: CheckTable<ArtifactSettings> = {
  rows: [...SHARED, { field: "noncurrentVersionDays", rule: LIFECYCLE_DAYS }],
};

/** Requirements on the attributes of an existing bucket. */
export const ARTIFACT_STORE_ATTRIBUTES: CheckTable<ArtifactStoreAttributes> = {
  rows: [
    { field: "bucketName", rule: named(AwsNameRules.BUCKET) },
    { field: "bucketArn", rule: ({ bucketName }) => arnOf(bucketName) },
    ...SHARED,
  ],
};

function arnOf(bucketName: string): Rule {
  return that(
    (arn) => {
      const name = /^arn:[a-z-]+:s3:::(.+)$/.exec(String(arn))?.[1];
      return name !== undefined && (Tokens.isUnresolved(bucketName) || name === bucketName);
    },
    "be the ARN of bucketName",
    "Remove it, or use arn:<partition>:s3:::<bucketName>",
  );
}

import type { CheckTable, Row } from "../../core/checks";
import { named, pattern, that } from "../../core/rules";
import { GcpNameRules } from "../names";
import { KEY_ROW, keyRegionRow, NONCURRENT_DAYS } from "../rules";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./settings";

const ARTIFACT_PREFIX: Row<{ readonly artifactPrefix?: string }> = {
  field: "artifactPrefix",
  rule: pattern(
    /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/,
    "be letters, digits, _ and -, with / between segments and not at either end",
    'Use for example "mlflow"',
  ),
};

/** Requirements on artifact settings. */
export const ARTIFACTS: CheckTable<ArtifactSettings> = {
  rows: [
    ARTIFACT_PREFIX,
    { field: "noncurrentVersionDays", rule: NONCURRENT_DAYS },
    {
      field: "softDeleteDays",
      rule: that(
        (days) => days === 0 || (Number.isInteger(days) && Number(days) >= 7 && Number(days) <= 90),
        "be 0, or an integer from 7 to 90: days for which Cloud Storage offers soft delete",
        "Use 0, or 7 to 90",
      ),
    },
    KEY_ROW,
  ],
};

/** Requirements on the props of the artifact store when it is used alone. */
export const ARTIFACT_STORE: CheckTable<ArtifactSettings & { readonly region: string }> = {
  rows: [...ARTIFACTS.rows, keyRegionRow("encryptionKeyId", ({ region }) => region)],
};

/** Requirements on the attributes of an existing bucket. */
export const ARTIFACT_STORE_ATTRIBUTES: CheckTable<ArtifactStoreAttributes> = {
  rows: [{ field: "bucketName", rule: named(GcpNameRules.BUCKET) }, ARTIFACT_PREFIX],
};

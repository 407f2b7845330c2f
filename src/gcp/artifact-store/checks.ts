import type { CheckTable, Row } from "../../core/checks";
import { named, that } from "../../core/rules";
import { ARTIFACT_PREFIX } from "../../platform/component-rules";
import { GcpNameRules } from "../names";
import { KEY_ROW, keyRegionRow, NONCURRENT_DAYS } from "../rules";
import type { ArtifactSettings, ArtifactStoreAttributes } from "./settings";

const PREFIX_ROW: Row<{ readonly artifactPrefix?: string }> = { field: "artifactPrefix", rule: ARTIFACT_PREFIX };

/** Requirements on artifact settings. */
export const ARTIFACTS: CheckTable<ArtifactSettings> = {
  rows: [
    PREFIX_ROW,
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
  rows: [{ field: "bucketName", rule: named(GcpNameRules.BUCKET) }, PREFIX_ROW],
};

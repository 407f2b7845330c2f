import type { Row } from "../core/checks";
import { omitted } from "../core/rules";

/** A row that refuses an existing server without its artifacts: Snowflake's stages would be over others. */
export const SERVER_WITH_ARTIFACTS: Row<{ readonly existing?: { readonly artifactStore?: object } }> = {
  field: "existing.trackingServer",
  rule: omitted("an existing server needs its own artifacts", "Set existing.artifactStore too"),
  when: ({ existing }) => existing?.artifactStore === undefined,
};

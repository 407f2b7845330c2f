import type { CheckTable } from "../../core/checks";
import { shaped, that, type Rule } from "../../core/rules";
import { Tokens } from "../../core/tokens";
import { COMMENT, IDENTIFIER } from "../rules";
import type { ArtifactStageAttributes, ArtifactStageProps } from "./settings";

/** A URL within the allowed locations. Two tokens of one attribute differ as text, so that only literals are compared. */
function allowedBy(locations: string[]): Rule {
  const isKnown = locations.length > 0 && !locations.some(Tokens.isUnresolved);
  return that(
    (url) => !isKnown || locations.some((location) => String(url).startsWith(location)),
    `be in a location that the storage integration allows: ${locations.join(", ")}`,
    "Use a folder in one of them, or allow the location",
  );
}

/** Requirements on the props of an artifact stage. */
export const ARTIFACT_STAGE: CheckTable<ArtifactStageProps> = {
  rows: [
    { field: "name", rule: IDENTIFIER },
    COMMENT,
    {
      // Provider 2.11 pastes the URL into the statement without escaping.
      field: "url",
      rule: shaped(
        /^(s3|s3gov|s3china|gcs|azure):\/\/[^\s']+\/$/,
        "begin with s3://, gcs:// or azure://, end with / and contain no blank or quote",
        "Use for example s3://<bucket>/<prefix>/",
      ),
    },
    { field: "url", rule: ({ integration }) => allowedBy(integration.allowedLocations) },
  ],
};

/** Requirements on the attributes of an existing artifact stage. */
export const ARTIFACT_STAGE_ATTRIBUTES: CheckTable<ArtifactStageAttributes> = {
  rows: [{ field: "name", rule: IDENTIFIER }],
};

import type { Row } from "../core/checks";
import { integer, pattern, secret, that, type Rule } from "../core/rules";

/** @see https://cloud.google.com/about/locations */
export const REGION: Rule = pattern(
  /^(africa|asia|australia|europe|me|northamerica|southamerica|us)-[a-z]+\d+$/,
  "be the name of a Google Cloud region, not of a zone or of a multi-region",
  "Use for example europe-west1",
);

/** @see https://cloud.google.com/resource-manager/docs/creating-managing-projects */
export const PROJECT_ID: Rule = pattern(
  /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  "be the ID of a project, 6 to 30 lower-case letters, digits and hyphens: neither its name nor its number",
  'Use for example "my-project-123456"',
);

/** @see https://cloud.google.com/iam/docs/service-accounts-create */
export const SERVICE_ACCOUNT_ID: Rule = pattern(
  /^(?=.{6,30}$)[a-z]([-a-z0-9]*[a-z0-9])$/,
  "be 6 to 30 lower-case letters, digits and hyphens, beginning with a letter and without a hyphen at the end",
  'Use for example "mlops-mlflow", without @ and domain',
);

/** Members of IAM policies that are people or programs, never the public. */
export const MEMBER: Rule = pattern(
  /^(user|group|serviceAccount):[^\s@]+@[^\s@]+\.[^\s@]+$|^domain:[^\s@]+\.[^\s@]+$|^principal(Set)?:\/\/\S+$/,
  "be user:<email>, group:<email>, serviceAccount:<email>, domain:<domain>, or a principal of a workload identity pool; never allUsers",
  'Use for example "group:ml-team@example.com"',
);

/** The ID of a key in Cloud KMS. */
const KEY_ID: Rule = pattern(
  /^projects\/[^/\s]+\/locations\/[a-z0-9-]+\/keyRings\/[A-Za-z0-9_-]{1,63}\/cryptoKeys\/[A-Za-z0-9_-]{1,63}$/,
  "be the ID of a Cloud KMS key, without a version",
  "Use projects/<project>/locations/<region>/keyRings/<ring>/cryptoKeys/<key>",
);

/** The row of an encryption key of a component. */
export const KEY_ROW: Row<{ readonly encryptionKeyId?: string }> = { field: "encryptionKeyId", rule: KEY_ID };

/**
 * A row that refuses a key of another region than the platform's.
 * @param field path of the key's ID: `artifacts.encryptionKeyId`
 */
export function keyRegionRow<S>(field: string, regionOf: (settings: S) => string): Row<S> {
  return {
    field,
    rule: (settings) => {
      const region = regionOf(settings);
      return that(
        // What is not a key's ID is reported by its own row.
        (id) => [region, undefined].includes(/\/locations\/([^/]+)\//.exec(String(id))?.[1]),
        `be a key in ${region}, the platform's region`,
        "Use a key of that region, or change region",
      );
    },
  };
}

/** The ID of a secret in Secret Manager. What is another text may be the secret itself. */
export const SECRET_ID: Rule = secret(
  pattern(
    /^projects\/[^/\s]+\/secrets\/[A-Za-z0-9_-]{1,255}$/,
    "be the ID of a Secret Manager secret without a version, never the secret itself",
    "Use projects/<project>/secrets/<name>",
  ),
);

/** Days after which a lifecycle rule removes a noncurrent object. */
export const NONCURRENT_DAYS: Rule = integer(1, 3650, "days after which a noncurrent version is removed");

/** Labels of Google Cloud are stricter than the tags of other clouds. https://cloud.google.com/resource-manager/docs/labels-overview */
export const LABEL_ROWS: readonly Row<object>[] = [
  {
    field: "tags",
    each: "name",
    rule: pattern(
      /^[a-z][a-z0-9_-]{0,62}$/,
      "have a label name of 1 to 63 lower-case letters, digits, _ or -, beginning with a letter: Google Cloud takes no others",
      "Rename the tag",
    ),
  },
  {
    field: "tags",
    each: true,
    rule: pattern(
      /^[a-z0-9_-]{0,63}$/,
      "have a label value of at most 63 lower-case letters, digits, _ or -: Google Cloud takes no others",
      "Shorten the value or remove the other characters",
    ),
  },
];

/** Requirements on region and project. */
export const PROVIDER_ROWS: readonly Row<object>[] = [
  { field: "region", rule: REGION, synthesis: true },
  { field: "projectId", rule: PROJECT_ID },
];

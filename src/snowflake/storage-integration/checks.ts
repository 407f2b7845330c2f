import type { CheckTable, Row } from "../../core/checks";
import { different, pattern, shaped } from "../../core/rules";
import { COMMENT, IDENTIFIER, ROLE_ARN, UUID } from "../rules";
import type {
  AwsStorageIntegrationProps,
  AzureStorageIntegrationProps,
  StorageIntegrationAttributes,
  StorageIntegrationProps,
} from "./settings";

/** The rows of all clouds, for locations of these schemes. The provider joins the locations with commas when it reads them back. */
const shared = (...schemes: string[]): Row<StorageIntegrationProps>[] => [
  { field: "name", rule: IDENTIFIER },
  COMMENT,
  { field: "allowedLocations", rule: different(1, "a storage integration needs a location") },
  {
    field: "allowedLocations",
    rule: shaped(
      new RegExp(`^(${schemes.join("|")})://[^\\s,']+/$`),
      `begin with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}, end with / and contain no blank, comma or quote`,
      `Use for example ${schemes[0] ?? ""}://<bucket>/<prefix>/`,
    ),
    each: true,
  },
];

/** Requirements on an integration with S3. */
export const AWS: CheckTable<AwsStorageIntegrationProps> = {
  rows: [
    ...shared("s3", "s3gov", "s3china"),
    { field: "roleArn", rule: ROLE_ARN },
    {
      field: "externalId",
      rule: pattern(
        /^[\w+=,.@:/-]{2,1224}$/,
        "be 2 to 1224 letters, digits or + = , . @ : / - _",
        "Use the hex of a random_id",
      ),
    },
  ],
};

/** Requirements on an integration with Azure Blob Storage. */
export const AZURE: CheckTable<AzureStorageIntegrationProps> = {
  rows: [...shared("azure"), { field: "tenantId", rule: UUID }],
};

/** Requirements on an integration with Google Cloud Storage. */
export const GCP: CheckTable<StorageIntegrationProps> = { rows: shared("gcs") };

/** Requirements on the attributes of an existing storage integration. */
export const STORAGE_INTEGRATION_ATTRIBUTES: CheckTable<StorageIntegrationAttributes> = {
  rows: [{ field: "integrationName", rule: IDENTIFIER }],
};

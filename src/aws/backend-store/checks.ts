import type { CheckTable, Row } from "../../core/checks";
import { integer, omitted, oneOf, pattern, secret, steps, that, type Rule } from "../../core/rules";
import { OPERATIONS_GUIDE } from "../guide";
import { KEY_ARN, PORT, SECRET_ARN, resourceId } from "../rules";
import { MIN_CAPACITY_ACU, resolveDatabase, type ResolvedDatabase } from "./defaults";
import { DatabaseEngine, type BackendStoreAttributes, type DatabaseSettings } from "./settings";

const MAX_CAPACITY_ACU = 256;
const MAX_STORAGE_GIB = 65_536;

const isAurora = ({ engine }: ResolvedDatabase): boolean => engine === DatabaseEngine.AURORA_SERVERLESS;
const isInstance = (settings: ResolvedDatabase): boolean => !isAurora(settings);

const ONLY_AURORA = omitted(
  "capacity in ACU applies to Aurora Serverless v2 only",
  "Set instanceClass instead, or engine: DatabaseEngine.AURORA_SERVERLESS",
);
const ONLY_INSTANCE = omitted(
  "Aurora Serverless v2 has no instance class and no fixed storage",
  "Remove it, and limit the capacity by maxCapacityAcu",
);

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html */
const AURORA: readonly Row<ResolvedDatabase>[] = [
  {
    field: "minCapacityAcu",
    rule: steps(
      MIN_CAPACITY_ACU,
      MAX_CAPACITY_ACU,
      0.5,
      "with 0 it would pause, but MLflow's connections keep it running",
    ),
    when: isAurora,
  },
  {
    field: "maxCapacityAcu",
    rule: ({ minCapacityAcu }) =>
      steps(Math.max(1, minCapacityAcu), MAX_CAPACITY_ACU, 0.5, "at least 1 ACU and at least minCapacityAcu"),
    when: isAurora,
  },
  ...["instanceClass", "storageGib", "maxStorageGib"].map((field) => ({ field, rule: ONLY_INSTANCE, when: isAurora })),
];

const INSTANCE: readonly Row<ResolvedDatabase>[] = [
  {
    field: "instanceClass",
    rule: pattern(
      /^db\.[a-z0-9-]+\.[a-z0-9]+$/,
      "be an RDS instance class, db.<family>.<size>",
      'Use for example "db.t4g.micro"',
    ),
    when: isInstance,
  },
  { field: "storageGib", rule: integer(20, MAX_STORAGE_GIB, "GiB of gp3 storage"), when: isInstance },
  {
    field: "maxStorageGib",
    rule: ({ storageGib }) => integer(storageGib, MAX_STORAGE_GIB, "storage cannot shrink below storageGib"),
    when: isInstance,
  },
  ...["minCapacityAcu", "maxCapacityAcu"].map((field) => ({ field, rule: ONLY_AURORA, when: isInstance })),
];

const RECOVERY_DAYS: Rule = that(
  (days) => days === 0 || (Number.isInteger(days) && Number(days) >= 7 && Number(days) <= 30),
  "be 0, or an integer from 7 to 30: Secrets Manager deletes a secret at once or after that many days",
  "Use 0, or 7 to 30",
);

/** Requirements on database settings. */
export const DATABASE: CheckTable<DatabaseSettings, ResolvedDatabase> = {
  resolve: resolveDatabase,
  rows: [
    { field: "engine", rule: oneOf(DatabaseEngine), synthesis: true },
    ...INSTANCE,
    ...AURORA,
    { field: "backupRetentionDays", rule: integer(1, 35, "days that RDS keeps automatic backups") },
    { field: "secretRecoveryDays", rule: RECOVERY_DAYS },
    {
      field: "engineVersion",
      rule: pattern(
        /^1[4-9](\.\d+)?$/,
        "be a PostgreSQL major version from 14 on, the oldest in standard support, or a major and a minor version",
        'Use for example "16"',
      ),
      synthesis: true,
    },
    {
      field: "engineVersion",
      rule: pattern(
        /\.\d+$/,
        "have a minor version for an upgrade: RDS would take the default minor version of a major one, to which not every database can go",
        `Use one of the upgrade targets that ${OPERATIONS_GUIDE} shows how to list`,
      ),
      when: ({ allowMajorVersionUpgrade }) => allowMajorVersionUpgrade === true,
    },
    { field: "encryptionKeyArn", rule: KEY_ARN },
  ],
};

/** Requirements on the attributes of an existing database. */
export const BACKEND_STORE_ATTRIBUTES: CheckTable<BackendStoreAttributes> = {
  rows: [
    // What is not an ARN may be the URI itself, with its password.
    { field: "uriSecretArn", rule: secret(SECRET_ARN) },
    { field: "securityGroupId", rule: resourceId("sg") },
    { field: "port", rule: PORT },
    { field: "encryptionKeyArn", rule: KEY_ARN },
  ],
};

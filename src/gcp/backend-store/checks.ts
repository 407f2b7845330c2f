import type { CheckTable, Row } from "../../core/checks";
import { integer, oneOf, pattern, required, that } from "../../core/rules";
import type { INetwork } from "../network/interface";
import { KEY_ROW, keyRegionRow, SECRET_ID } from "../rules";
import {
  customTier,
  isSharedCore,
  MAX_CONNECTION_NAME,
  resolveDatabase,
  type CustomTier,
  type ResolvedDatabase,
} from "./defaults";
import { DatabaseAccess, type BackendStoreAttributes, type DatabaseSettings } from "./settings";

const MAX_VCPU = 96;
const MIN_MEMORY_MIB = 3840;
const MEMORY_STEP_MIB = 256;
const MIN_GIB_PER_VCPU = 0.9;
const MAX_GIB_PER_VCPU = 6.5;
const MAX_STORAGE_GIB = 65_536;
const MAX_STORAGE_GIB_SHARED_CORE = 3062;
const MIB_PER_GIB = 1024;

/** A rule for machine types with cores of their own: others are reported by a row of their own. */
function custom(holds: (tier: CustomTier) => boolean, must: string, remedy: string): Row<ResolvedDatabase> {
  const rule = that(
    (value) => {
      const tier = customTier(String(value));
      return tier === undefined || holds(tier);
    },
    must,
    remedy,
  );
  return { field: "tier", rule };
}

/** @see https://cloud.google.com/sql/docs/postgres/instance-settings */
const TIER_ROWS: readonly Row<ResolvedDatabase>[] = [
  {
    field: "tier",
    rule: that(
      (tier) => isSharedCore(String(tier)) || customTier(String(tier)) !== undefined,
      "be a machine type of Cloud SQL's edition Enterprise: db-f1-micro, db-g1-small or db-custom-<vCPU>-<memory in MiB>",
      'Use for example "db-custom-1-3840"',
    ),
    synthesis: true,
  },
  custom(
    ({ vcpu }) => vcpu === 1 || (vcpu % 2 === 0 && vcpu >= 2 && vcpu <= MAX_VCPU),
    `have 1 vCPU, or an even number of them up to ${MAX_VCPU}`,
    'Use for example "db-custom-2-7680"',
  ),
  custom(
    ({ memoryMib }) => memoryMib % MEMORY_STEP_MIB === 0,
    `have a memory that is a multiple of ${MEMORY_STEP_MIB} MiB`,
    'Use for example "db-custom-2-7680"',
  ),
  custom(
    ({ memoryMib }) => memoryMib >= MIN_MEMORY_MIB,
    `have a memory of at least ${MIN_MEMORY_MIB} MiB`,
    'Use for example "db-custom-1-3840", or "db-g1-small"',
  ),
  custom(
    // Less than every machine type has is reported by the row above.
    ({ vcpu, memoryMib }) => {
      const gib = memoryMib / MIB_PER_GIB / vcpu;
      return memoryMib < MIN_MEMORY_MIB || (gib >= MIN_GIB_PER_VCPU && gib <= MAX_GIB_PER_VCPU);
    },
    `have a memory of ${MIN_GIB_PER_VCPU} to ${MAX_GIB_PER_VCPU} GiB for each vCPU`,
    'Use for example "db-custom-2-7680"',
  ),
];

/** Requirements on database settings. */
export const DATABASE: CheckTable<DatabaseSettings, ResolvedDatabase> = {
  resolve: resolveDatabase,
  rows: [
    { field: "access", rule: oneOf(DatabaseAccess), synthesis: true },
    ...TIER_ROWS,
    { field: "storageGib", rule: integer(10, MAX_STORAGE_GIB, "GiB of SSD storage") },
    {
      field: "storageGib",
      rule: that(
        (gib) => Number(gib) <= MAX_STORAGE_GIB_SHARED_CORE || Number(gib) > MAX_STORAGE_GIB,
        `be at most ${MAX_STORAGE_GIB_SHARED_CORE} with a machine type that shares a core`,
        'Use less, or a tier such as "db-custom-1-3840"',
      ),
      when: ({ tier }) => isSharedCore(tier),
    },
    { field: "backupRetentionDays", rule: integer(1, 365, "daily backups that Cloud SQL keeps") },
    {
      field: "engineVersion",
      rule: pattern(
        /^1[4-7]$/,
        "be a PostgreSQL major version from 14 to 17: Cloud SQL chooses the minor version",
        'Use for example "16"',
      ),
    },
    KEY_ROW,
  ],
};

type Alone = DatabaseSettings & { readonly region: string; readonly network?: INetwork };

/** Requirements on the props of the database when it is used alone. */
export const BACKEND_STORE: CheckTable<Alone, Alone & ResolvedDatabase> = {
  resolve: (given, size) => ({ ...given, ...resolveDatabase(given, size) }),
  rows: [
    ...DATABASE.rows,
    keyRegionRow("encryptionKeyId", ({ region }) => region),
    {
      field: "network",
      rule: required(
        "the endpoint of DatabaseAccess.PSC is in a VPC network",
        "Set network, or access: DatabaseAccess.CONNECTOR",
      ),
      when: ({ access }) => access === DatabaseAccess.PSC,
    },
  ],
};

/** Requirements on the attributes of an existing database. */
export const BACKEND_STORE_ATTRIBUTES: CheckTable<BackendStoreAttributes> = {
  rows: [
    { field: "uriSecretId", rule: SECRET_ID },
    {
      field: "uriSecretVersion",
      rule: pattern(/^(latest|[1-9]\d*)$/, 'be the number of a version, or "latest"', 'Use for example "1"'),
    },
    {
      field: "connectionName",
      rule: pattern(
        /^[a-z][a-z0-9-]{4,28}[a-z0-9]:[a-z0-9-]+:[a-z][a-z0-9-]*$/,
        "be the connection name of a Cloud SQL instance",
        "Use <project>:<region>:<instance>",
      ),
    },
    {
      field: "connectionName",
      rule: that(
        (name) => String(name).length <= MAX_CONNECTION_NAME,
        `be at most ${MAX_CONNECTION_NAME} characters: the connector's socket would have a longer path than Linux takes`,
        "Remove it, and let the URI name a host",
      ),
    },
    { field: "maxConnections", rule: integer(1), synthesis: true },
  ],
};

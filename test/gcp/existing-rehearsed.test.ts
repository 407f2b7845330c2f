import { DatabaseAccess, type ExistingGcpAttributes, type GcpEnvironmentProps } from "../../src/gcp";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { countObjects } from "../../src/rehearsal/existing";
import { Account } from "../../src/rehearsal/simulator";
import type { Values } from "../../src/rehearsal/simulator/rule";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { accountsOf } from "../support/existing";
import { Synthesized } from "./synthesized";

const TIMEOUT = 300_000;
const REGION = "europe-west1";
const PROJECT = "projects/mlops-rehearsal";
const NETWORK = `${PROJECT}/global/networks/team`;
const SUBNETWORK = `${PROJECT}/regions/${REGION}/subnetworks/team`;
const SECRET = `${PROJECT}/secrets/mlflow-uri`;
const SERVICE = `${PROJECT}/locations/${REGION}/services/team-mlflow`;
const compute = (name: string) => `https://www.googleapis.com/compute/v1/${name}`;

const network = { networkId: NETWORK, subnetworkId: SUBNETWORK };
const artifactStore = { bucketName: "team-models" };
const backendStore = { uriSecretId: SECRET };
const trackingServer = {
  serviceName: "team-mlflow",
  url: `https://team-mlflow-123456789012.${REGION}.run.app`,
};
const snowflake = {
  databaseName: "ANALYTICS",
  schemaName: "MLFLOW",
  warehouseName: "ANALYTICS_WH",
  kedroRoleName: "KEDRO",
};
const { databaseName, schemaName, warehouseName, kedroRoleName } = snowflake;

/** A team's project with a network, a bucket, a secret and a Cloud Run service, and its Snowflake objects. */
function accounts(): Map<string, Account> {
  const google = new Account();
  const put = (type: string, id: string, values: Values) =>
    google.put(type, id, { id, project: "mlops-rehearsal", ...values });
  put("google_compute_network", NETWORK, {
    name: "team",
    auto_create_subnetworks: false,
    self_link: compute(NETWORK),
  });
  put("google_compute_subnetwork", SUBNETWORK, {
    name: "team",
    region: REGION,
    network: compute(NETWORK),
    ip_cidr_range: "10.8.0.0/24",
    self_link: compute(SUBNETWORK),
  });
  put("google_storage_bucket", "team-models", {
    name: "team-models",
    location: REGION.toUpperCase(),
    uniform_bucket_level_access: true,
    public_access_prevention: "enforced",
  });
  put("google_secret_manager_secret", SECRET, {
    secret_id: "mlflow-uri",
    name: "projects/123456789012/secrets/mlflow-uri",
  });
  put("google_secret_manager_secret_version", "projects/123456789012/secrets/mlflow-uri/versions/1", {
    secret: SECRET,
    version: "1",
    enabled: true,
    secret_data: "postgresql+psycopg2://mlflow:secret@db.example.com:5432/mlflow?sslmode=require",
  });
  put("google_cloud_run_v2_service", SERVICE, {
    name: "team-mlflow",
    location: REGION,
    ingress: "INGRESS_TRAFFIC_ALL",
  });
  const existing = accountsOf("bring-your-own");
  existing.delete("hashicorp/aws");
  return existing.set("hashicorp/google", google);
}

/** A platform with few functions: what is brought has nothing to do with how many there are. */
function synthesized(existing: ExistingGcpAttributes): Synthesized {
  const isOfNetwork = existing.network !== undefined && existing.backendStore === undefined;
  const props: Partial<GcpEnvironmentProps> = {
    existing,
    prefix: "team-c",
    database: isOfNetwork ? { access: DatabaseAccess.PSC } : undefined,
    // MLFLOW exists in the database that exists.
    snowflake: {
      groups: [OperationGroup.LOGGED_MODELS],
      schemaName: existing.snowflake?.schemaName === undefined ? "TEAM_C" : undefined,
    },
  };
  return Synthesized.environment(props);
}

/** Applies a stack beside what exists, plans it again without a change, and destroys it: what existed is all that is left. */
async function rehearse({ json }: Synthesized): Promise<void> {
  const existing = accounts();
  const stack = json as JsonObject;
  const before = countObjects(existing);
  const bench = await Workbench.open({ stacks: [stack], rules: [...allRules], accounts: existing });
  try {
    for (const outcome of [await bench.apply(stack), await bench.plan(stack), await bench.destroyPlanned()])
      expect(outcome).toEqual({ ...outcome, status: 0 });
    expect(countObjects(bench.simulator.accounts)).toBe(before);
  } finally {
    await bench.close();
  }
}

// What is brought of Google Cloud and what is brought of Snowflake know nothing of each other: one run of Terraform shows one of each.
test.each<[string, ExistingGcpAttributes, string[]]>([
  [
    "a network, and a Snowflake database",
    { network, snowflake: { databaseName } },
    ["google_compute_network", "google_compute_subnetwork", "snowflake_database"],
  ],
  [
    "a bucket, and a Snowflake database with a schema",
    { artifactStore, snowflake: { databaseName, schemaName } },
    ["google_storage_bucket", "snowflake_database", "snowflake_schema"],
  ],
  [
    "a database, and a warehouse",
    { backendStore, snowflake: { warehouseName } },
    ["google_sql_database_instance", "google_secret_manager_secret", "snowflake_warehouse"],
  ],
  [
    "an MLflow server with its bucket, and a kedro role",
    { artifactStore, trackingServer, snowflake: { kedroRoleName } },
    ["google_cloud_run_v2_service", "google_artifact_registry_repository", "snowflake_account_role"],
  ],
  [
    "all of it but the server",
    { network, artifactStore, backendStore, snowflake },
    [
      ...["google_compute_network", "google_storage_bucket", "google_sql_database_instance", "google_dns_managed_zone"],
      ...["snowflake_database", "snowflake_account_role"],
    ],
  ],
])(
  "%s of one's own is used, not made, applies, plans empty, and outlives the platform",
  async (_what, existing, notMade) => {
    const stack = synthesized(existing);
    for (const type of notMade) expect(stack.all(type)).toEqual({});
    await rehearse(stack);
  },
  TIMEOUT,
);

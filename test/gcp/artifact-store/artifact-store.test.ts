import { Size } from "../../../src/core";
import { ArtifactStore, type ArtifactStoreProps } from "../../../src/gcp/artifact-store/artifact-store";
import type { ArtifactStoreAttributes } from "../../../src/gcp/artifact-store/settings";
import { problemsOf } from "../../support/refusal";
import { resolved } from "../../support/resolved";
import { Synthesized, type Block } from "../../support/synthesized";
import { KEY, component, emptyStack, someServices } from "../fixture";

function make(props: Partial<ArtifactStoreProps> = {}) {
  const stack = emptyStack();
  const store = new ArtifactStore(stack, "Artifacts", { ...component, ...props });
  return { stack, store };
}

const storage = (props: Partial<ArtifactStoreProps> = {}): Synthesized => Synthesized.of(make(props).stack);
const bucket = (props: Partial<ArtifactStoreProps> = {}) => storage(props).one("google_storage_bucket");

test("the bucket's name ends in digits kept in state, as such names are unique in the world", () => {
  const dev = storage();
  expect(dev.one("google_storage_bucket").name).toBe(`mlops-dev-artifacts-\${${dev.address("random_id")}.hex}`);
});

test("the bucket is in the region, has no access lists and is closed to the public", () => {
  expect(bucket()).toMatchObject({
    location: "europe-west1",
    uniform_bucket_level_access: true,
    public_access_prevention: "enforced",
  });
});

test("replaced and deleted objects can be restored for 30 days, or for as many as are asked for", () => {
  const deletes = (props: Partial<ArtifactStoreProps>) =>
    (bucket(props).lifecycle_rule as Record<string, unknown>[]).filter(
      ({ action }) => (action as Record<string, unknown>).type === "Delete",
    );
  expect(bucket().versioning).toEqual({ enabled: true });
  expect(deletes({})).toEqual([{ action: { type: "Delete" }, condition: { days_since_noncurrent_time: 30 } }]);
  expect(deletes({ noncurrentVersionDays: 7 })).toEqual([
    { action: { type: "Delete" }, condition: { days_since_noncurrent_time: 7 } },
  ]);
});

test("no current object is ever deleted by a rule", () => {
  for (const { action, condition } of bucket().lifecycle_rule as Record<string, Record<string, unknown>>[])
    if (action?.type === "Delete") expect(Object.keys(condition ?? {})).toEqual(["days_since_noncurrent_time"]);
});

test("soft delete is billed: dev has none, which must be written, and prod has a week", () => {
  expect(bucket().soft_delete_policy).toEqual({ retention_duration_seconds: 0 });
  expect(bucket({ size: Size.PROD }).soft_delete_policy).toEqual({ retention_duration_seconds: 604_800 });
  expect(bucket({ softDeleteDays: 90 }).soft_delete_policy).toEqual({ retention_duration_seconds: 7_776_000 });
});

test("prod refuses to destroy its artifacts; protection decides either way", () => {
  expect(bucket()).toMatchObject({ force_destroy: true });
  expect(bucket()).not.toHaveProperty("lifecycle");
  expect(bucket({ size: Size.PROD })).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  const unprotected = bucket({ size: Size.PROD, protection: false });
  expect(unprotected).toMatchObject({ force_destroy: true });
  expect(unprotected).not.toHaveProperty("lifecycle");
});

test("MLflow's and Snowflake's addresses name the same place", () => {
  const { stack, store } = make({ artifactPrefix: "team/mlflow" });
  const name = `\${${Synthesized.of(stack).address("google_storage_bucket")}.name}`;
  expect(resolved(stack, [store.artifactsDestination, store.snowflakeLocation])).toEqual([
    `gs://${name}/team/mlflow`,
    `gcs://${name}/team/mlflow/`,
  ]);
});

test("Google's own keys encrypt the artifacts, and nothing is granted, unless a key is named", () => {
  expect(bucket()).not.toHaveProperty("encryption");
  expect(storage().all("google_kms_crypto_key_iam_member")).toEqual({});
});

test("a key is granted to Cloud Storage's service agent before the bucket uses it", () => {
  const encrypted = storage({ encryptionKeyId: KEY });
  const grant = encrypted.address("google_kms_crypto_key_iam_member");
  expect(encrypted.one("google_storage_bucket").encryption).toEqual({ default_kms_key_name: KEY });
  expect(encrypted.one("google_kms_crypto_key_iam_member")).toMatchObject({
    crypto_key_id: KEY,
    role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    member: expect.stringMatching(
      /^serviceAccount:service-\$\{data\.google_project\.\w+\.number\}@gs-project-accounts\.iam\.gserviceaccount\.com$/,
    ) as string,
  });
  expect(encrypted.needs(encrypted.address("google_storage_bucket"))).toContain(grant);
  expect([...encrypted.needs(grant)].join(" ")).toContain("data.google_storage_project_service_account.");
});

test("bucket and key wait for the enabled services", () => {
  const stack = emptyStack();
  new ArtifactStore(stack, "Artifacts", { ...component, encryptionKeyId: KEY, services: someServices(stack) });
  const made = Synthesized.of(stack);
  const { data } = made.json as { data: Record<string, Record<string, Block>> };
  // The grant needs the service agent, which a data source reads.
  const [agent] = Object.values(data.google_storage_project_service_account ?? {});
  expect(agent?.depends_on).toEqual([made.address("time_sleep", "Services")]);

  const plain = emptyStack();
  new ArtifactStore(plain, "Artifacts", { ...component, services: someServices(plain) });
  const { depends_on: before } = Synthesized.of(plain).one("google_storage_bucket");
  expect(before).toEqual([Synthesized.of(plain).address("time_sleep")]);
  expect(bucket()).not.toHaveProperty("depends_on");
});

test.each<[string, Partial<ArtifactStoreProps>]>([
  ["artifactPrefix must be letters, digits", { artifactPrefix: "/mlflow/" }],
  ["noncurrentVersionDays must be an integer from 1 to 3650", { noncurrentVersionDays: 0 }],
  ["softDeleteDays must be 0, or an integer from 7 to 90", { softDeleteDays: 1 }],
  ["softDeleteDays must be 0, or an integer from 7 to 90", { softDeleteDays: 6 }],
  ["softDeleteDays must be 0, or an integer from 7 to 90", { softDeleteDays: 91 }],
  ["encryptionKeyId must be the ID of a Cloud KMS key", { encryptionKeyId: "key" }],
  [
    "encryptionKeyId must be the ID of a Cloud KMS key, without a version",
    { encryptionKeyId: `${KEY}/cryptoKeyVersions/1` },
  ],
  [
    "encryptionKeyId must be a key in us-central1, the platform's region",
    { region: "us-central1", encryptionKeyId: KEY },
  ],
  [
    "encryptionKeyId must be a key in europe-west1, the platform's region",
    { encryptionKeyId: KEY.replace("europe-west1", "global") },
  ],
])("refused: %s: %j", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toEqual([expect.stringContaining(message)]);
});

describe("an existing bucket", () => {
  const existing = (attributes: ArtifactStoreAttributes) => () =>
    ArtifactStore.fromArtifactStoreAttributes(emptyStack(), "Artifacts", attributes);

  test("has its two addresses from name and prefix", () => {
    expect(existing({ bucketName: "team-models" })()).toMatchObject({
      artifactPrefix: "mlflow",
      artifactsDestination: "gs://team-models/mlflow",
      snowflakeLocation: "gcs://team-models/mlflow/",
    });
  });

  test.each(["models.example.com", "team_models"])(
    "may have every name that Cloud Storage allows: %s",
    (bucketName) => {
      expect(problemsOf(existing({ bucketName }))).toEqual([]);
    },
  );

  test.each<[string, Partial<ArtifactStoreAttributes>]>([
    ["bucketName must be a bucket name of 3 to 222 characters", { bucketName: "Team-Models" }],
    ["bucketName must be a bucket name of 3 to 222 characters", { bucketName: "gs://team-models" }],
    ["bucketName must be a bucket name of 3 to 222 characters", { bucketName: "google-models" }],
    ["bucketName must be a bucket name of 3 to 222 characters", { bucketName: "192.168.0.1" }],
    ["bucketName must be a bucket name of 3 to 222 characters", { bucketName: "m".repeat(64) }],
    ["artifactPrefix must be letters", { artifactPrefix: "a b" }],
  ])("is refused: %s: %j", (message, wrong) => {
    expect(problemsOf(existing({ bucketName: "team-models", ...wrong }))).toEqual([expect.stringContaining(message)]);
  });
});

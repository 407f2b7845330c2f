import { DatabaseEngine } from "../../../src/aws";
import { Size } from "../../../src/core";
import { someDatabase } from "../fixture";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

test("the database is PostgreSQL, encrypted, private, and smallest in dev", () => {
  expect(someDatabase().one("aws_db_instance")).toMatchObject({
    engine: "postgres",
    engine_version: "16",
    instance_class: "db.t4g.micro",
    allocated_storage: 20,
    storage_type: "gp3",
    storage_encrypted: true,
    publicly_accessible: false,
    multi_az: false,
    backup_retention_period: 1,
  });
});

test("another major version is taken on purpose alone", () => {
  expect(someDatabase({ engineVersion: "17.9" }).one("aws_db_instance")).not.toHaveProperty(
    "allow_major_version_upgrade",
  );
  const upgrade = { engineVersion: "17.9", allowMajorVersionUpgrade: true };
  const allowed = { engine_version: "17.9", allow_major_version_upgrade: true };
  expect(someDatabase(upgrade).one("aws_db_instance")).toMatchObject(allowed);
  const aurora = someDatabase({ ...upgrade, engine: DatabaseEngine.AURORA_SERVERLESS });
  expect(aurora.one("aws_rds_cluster")).toMatchObject(allowed);
});

test("prod has a standby, two weeks of backups, and refuses to lose the database", () => {
  const prod = someDatabase({ size: Size.PROD });
  expect(prod.one("aws_db_instance")).toMatchObject({
    multi_az: true,
    backup_retention_period: 14,
    deletion_protection: true,
    skip_final_snapshot: false,
    final_snapshot_identifier: `mlops-dev-db-final-\${${prod.address("random_id")}.hex}`,
    lifecycle: { prevent_destroy: true },
  });
});

test("dev is destroyed without questions, its secret's name free at once", () => {
  const dev = someDatabase();
  expect(dev.one("aws_db_instance")).toMatchObject({ deletion_protection: false, skip_final_snapshot: true });
  expect(dev.one("aws_secretsmanager_secret").recovery_window_in_days).toBe(0);
  expect(someDatabase({ size: Size.PROD }).one("aws_secretsmanager_secret").recovery_window_in_days).toBe(30);
});

test("the whole URI is one secret, its driver named, TLS and a writable server required, its password without special characters", () => {
  const dev = someDatabase();
  expect(dev.one("aws_secretsmanager_secret_version").secret_string).toMatch(
    /^postgresql\+psycopg2:\/\/mlflow:\$\{random_password\..+\.result\}@\$\{aws_db_instance\..+\.address\}:5432\/mlflow\?sslmode=require&target_session_attrs=read-write$/,
  );
  expect(dev.one("random_password")).toMatchObject({ length: 32, special: false });
});

test("nobody reaches the database until a server adds its rule", () => {
  const dev = someDatabase();
  expect(dev.all("aws_vpc_security_group_ingress_rule")).toEqual({});
  expect(dev.all("aws_vpc_security_group_egress_rule")).toEqual({});
});

test("a database key encrypts storage and secret", () => {
  const dev = someDatabase({ encryptionKeyArn: KEY });
  expect(dev.one("aws_db_instance").kms_key_id).toBe(KEY);
  expect(dev.one("aws_secretsmanager_secret").kms_key_id).toBe(KEY);
});

test.each([
  ["16", true],
  ["16.9", false],
])("engineVersion %s: AWS upgrades minor versions by itself: %s", (engineVersion, follows) => {
  const upgrades = { auto_minor_version_upgrade: follows };
  expect(someDatabase({ engineVersion }).one("aws_db_instance")).toMatchObject(upgrades);
  const aurora = someDatabase({ engineVersion, engine: DatabaseEngine.AURORA_SERVERLESS });
  expect(aurora.one("aws_rds_cluster_instance")).toMatchObject(upgrades);
});

test("an upgrade to another major version names the full target", () => {
  expect(() => someDatabase({ engineVersion: "17", allowMajorVersionUpgrade: true })).toThrow(
    /engineVersion .* must have a minor version for an upgrade/,
  );
});

test("the instances of Aurora leave the engine version to the cluster", () => {
  const aurora = someDatabase({ size: Size.PROD, engine: DatabaseEngine.AURORA_SERVERLESS });
  for (const instance of Object.values(aurora.all("aws_rds_cluster_instance")))
    expect(instance).not.toHaveProperty("engine_version");
});

test("Aurora and PostgreSQL 14 refuse connections without TLS, as RDS does by itself from 15 on", () => {
  const forced = { parameter: [{ name: "rds.force_ssl", value: "1" }] };
  const aurora = someDatabase({ engine: DatabaseEngine.AURORA_SERVERLESS });
  expect(aurora.one("aws_rds_cluster_parameter_group")).toMatchObject({ family: "aurora-postgresql16", ...forced });
  expect(aurora.one("aws_rds_cluster").db_cluster_parameter_group_name).toContain("aws_rds_cluster_parameter_group.");
  const old = someDatabase({ engineVersion: "14" });
  expect(old.one("aws_db_parameter_group")).toMatchObject({ family: "postgres14", ...forced });
  expect(old.one("aws_db_instance").parameter_group_name).toContain("aws_db_parameter_group.");
  expect(someDatabase().all("aws_db_parameter_group")).toEqual({});
});

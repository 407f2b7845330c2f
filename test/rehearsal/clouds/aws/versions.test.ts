import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { AwsProvider } from "./provider";

const INSTANCE: Values = {
  identifier: "d",
  engine: "postgres",
  instance_class: "db.t4g.micro",
  allocated_storage: 20,
  username: "u",
  password: "pppppppp",
  db_subnet_group_name: "g",
  skip_final_snapshot: true,
  apply_immediately: true,
};

const CLUSTER: Values = {
  cluster_identifier: "c",
  engine: "aurora-postgresql",
  master_username: "u",
  master_password: "pppppppp",
  db_subnet_group_name: "g",
  skip_final_snapshot: true,
};

const MEMBER: Values = {
  identifier: "m",
  cluster_identifier: "c",
  engine: "aurora-postgresql",
  instance_class: "db.r6g.large",
};

const TYPES = ["aws_db_instance", "aws_db_subnet_group", "aws_rds_cluster", "aws_rds_cluster_instance"];

function provider(): AwsProvider {
  const aws = new AwsProvider(TYPES);
  aws.account.put("aws_vpc", "v", { id: "v", default_security_group_id: "sg" });
  aws.account.put("aws_subnet", "s", { id: "s", vpc_id: "v" });
  aws.account.put("aws_db_subnet_group", "g", { id: "g", name: "g", vpc_id: "v", subnet_ids: ["s"] });
  return aws;
}

/** What AWS says of a database that is made with one version, upgraded by AWS to another, and then given a third. */
function upgrade(first: string, byAws: string | undefined, then: Values): string {
  const aws = provider();
  expect(aws.create("aws_db_instance", { ...INSTANCE, engine_version: first })).toEqual([]);
  const held = aws.account.list("aws_db_instance")[0];
  if (held === undefined) throw new Error("the database is missing");
  if (byAws !== undefined) held.values.engine_version_actual = byAws;
  return aws.update("aws_db_instance", held.id, { ...INSTANCE, engine_version: first, ...then }).join();
}

describe("a database", () => {
  const major = { engine_version: "17", allow_major_version_upgrade: true };

  test("that AWS upgraded to a later minor version refuses the default one of the next major version", () => {
    expect(upgrade("16", undefined, major)).toBe("");
    expect(upgrade("16", "16.13", major)).toContain("Cannot upgrade postgres from 16.13 to 17.6");
  });

  test("takes the full version of an upgrade", () => {
    expect(upgrade("16", "16.13", { ...major, engine_version: "17.9" })).toBe("");
  });

  test("is never taken back to an older minor version, nor to a prefix whose default is older", () => {
    expect(upgrade("16", "16.13", { engine_version: "16.9" })).toContain("Cannot upgrade postgres from 16.13 to 16.9");
    expect(upgrade("17.9", undefined, { engine_version: "17" })).toContain("Cannot upgrade postgres from 17.9 to 17.6");
  });

  test("keeps the version that AWS upgraded it to where another attribute changes", () => {
    expect(upgrade("16", "16.13", { backup_retention_period: 3 })).toBe("");
  });

  test("may have one of the newer instance classes", () => {
    expect(provider().create("aws_db_instance", { ...INSTANCE, instance_class: "db.r6id.large" })).toEqual([]);
  });
});

describe("an Aurora instance", () => {
  const cluster = (version: string) => {
    const aws = provider();
    expect(aws.create("aws_rds_cluster", { ...CLUSTER, engine_version: version })).toEqual([]);
    return aws;
  };

  test("has its cluster's version or names none", () => {
    expect(cluster("16.9").create("aws_rds_cluster_instance", MEMBER)).toEqual([]);
    expect(cluster("16.9").create("aws_rds_cluster_instance", { ...MEMBER, engine_version: "16" })).toEqual([]);
    expect(
      cluster("16.9")
        .create("aws_rds_cluster_instance", { ...MEMBER, engine_version: "16.8" })
        .join(),
    ).toContain("does not match the engine version of your DB cluster (16.9)");
  });

  test("does not change its version by itself", () => {
    const aws = cluster("16.9");
    expect(aws.create("aws_rds_cluster_instance", { ...MEMBER, engine_version: "16.9" })).toEqual([]);
    const [held] = aws.account.list("aws_rds_cluster_instance");
    const changed = aws.update("aws_rds_cluster_instance", held?.id ?? "", { ...MEMBER, engine_version: "16.10" });
    expect(changed.join()).toContain("Modify the DB engine version for the DB Cluster");
  });

  test.each(["db.t4g.micro", "db.m6g.large"])("has no class %s, which RDS alone offers", (instance_class) => {
    const refused = cluster("16.9").create("aws_rds_cluster_instance", { ...MEMBER, instance_class });
    expect(refused.join()).toContain(`does not support creating a DB instance with DBInstanceClass=${instance_class}`);
  });
});

import type { Account } from "../../../simulator/account";
import { blocks, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import type { Attempt } from "../../cloud";
import { all } from "../lookup";

/** First major versions whose default parameter groups refuse connections without TLS. */
const FORCED_FROM: Readonly<Record<string, number>> = {
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
  postgres: 15,
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html
  "aurora-postgresql": 17,
};

/** Whether a database refuses connections without TLS; undefined for an engine that is not PostgreSQL. */
export function forcesTls(account: Account, database: Values): boolean | undefined {
  const from = FORCED_FROM[text(database, "engine") ?? ""];
  if (from === undefined) return undefined;
  const group =
    account.get("aws_db_parameter_group", text(database, "parameter_group_name") ?? "") ??
    account.get("aws_rds_cluster_parameter_group", text(database, "db_cluster_parameter_group_name") ?? "");
  const set = blocks(group, "parameter").find((parameter) => text(parameter, "name") === "rds.force_ssl");
  if (set !== undefined) return ["1", "on", "true"].includes((text(set, "value") ?? "").toLowerCase());
  const version = text(database, "engine_version_actual") ?? text(database, "engine_version") ?? "";
  return Number.parseInt(version, 10) >= from;
}

/** Whoever reads what goes through the network must not read passwords and rows. */
export function tlsAttempts(account: Account): Attempt[] {
  return [...all(account, "aws_db_instance"), ...all(account, "aws_rds_cluster")].flatMap((database) => {
    const forces = forcesTls(account, database);
    if (forces === undefined) return [];
    const name = text(database, "identifier") ?? text(database, "cluster_identifier") ?? String(database.id);
    const by = forces ? undefined : "connections without TLS: its parameter rds.force_ssl is off";
    return [{ who: "a reader of the network's traffic", target: `a database ${name}`, by }];
  });
}

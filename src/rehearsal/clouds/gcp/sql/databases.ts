import type { Account } from "../../../simulator/account";
import { text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, DeleteContext, Values } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { all } from "../ids";

/** Databases and users that left the state and are still in their instance: `google_sql_user mlops-db mlflow`. */
function abandoned(account: Account): string[] {
  return account.memory<string[]>("gcp:sql-abandoned", () => []);
}

function label(type: string, values: Values): string {
  return `${type} ${String(values.instance)} ${String(values.name)}`;
}

function needNew({ account, type, values }: CreateContext): void {
  if (abandoned(account).includes(label(type, values)))
    refuse(
      `googleapi: Error 409: ${String(values.name)} already exists in the instance ${String(values.instance)}., alreadyExists`,
      "name",
    );
}

/** What is abandoned stays where it is. */
function leave({ account, type, prior }: DeleteContext): boolean {
  if (text(prior, "deletion_policy") !== "ABANDON") return false;
  abandoned(account).push(label(type, prior));
  return true;
}

/** The tables of a database belong to the user that MLflow signs in with: every database of the instance is taken to have some. */
function ownsTables(account: Account, instance: unknown): boolean {
  return (
    all(account, "google_sql_database").some((each) => each.instance === instance) ||
    abandoned(account).some((each) => each.startsWith(`google_sql_database ${String(instance)} `))
  );
}

/** @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_user#deletion_policy-1 */
export const databaseActs: Readonly<Record<string, Acts>> = {
  google_sql_database: { check: needNew, delete: (context) => void leave(context) },
  google_sql_user: {
    check: needNew,
    create: ({ account, config, values }) => {
      const version = text(account.get("google_sql_database_instance", String(values.instance)), "database_version");
      if (text(config, "host") !== undefined && version?.startsWith("MYSQL") !== true)
        refuse(`Error: Host field is only supported for MySQL instances: ${version ?? ""}`, "host");
    },
    delete: (context) => {
      const { account, prior } = context;
      const [name, instance] = [String(prior.name), String(prior.instance)];
      if (leave(context) || account.get("google_sql_database_instance", instance) === undefined) return;
      if (ownsTables(account, instance))
        refuse(
          `Error, failed to deleteuser ${name} in instance ${instance}: googleapi: Error 400: Invalid request: failed to delete user ${name}: . role "${name}" cannot be dropped because some objects depend on it Details: objects of the instance's databases., invalid`,
        );
    },
  },
};

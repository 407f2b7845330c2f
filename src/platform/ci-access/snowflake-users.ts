import { CiSystem } from "../../core/ci-access/settings";
import {
  ciConnectionAudience,
  ciEnvironments,
  ciSubjects,
  type CiPurpose,
  type ResolvedCiRepository,
} from "../../core/ci-access/subjects";

/** A user of Snowflake that signs in without a password or a key. */
export interface CiSnowflakeUser {
  readonly name: string;
  /** The value of `WORKLOAD_IDENTITY`. */
  readonly identity: string;
}

/** The role that owns the platform's objects, and the warehouse of its sessions. */
const ROLE = "MLOPS_DEPLOY";
const WAREHOUSE = "MLOPS_DEPLOY_WH";
/** Snowflake's own audience; that of a service connection's tokens cannot be chosen. */
const AUDIENCE = "snowflakecomputing.com";

const quoted = (text: string): string => `'${text.replace(/'/g, "''")}'`;
const upper = (...words: string[]): string => words.join("_").replace(/-/g, "_").toUpperCase();

/** The user of an AWS role. */
export function ciUserOfAwsRole(prefix: string, environment: string, purpose: CiPurpose, arn: string): CiSnowflakeUser {
  return { name: upper(prefix, environment, purpose), identity: `TYPE = AWS ARN = ${quoted(arn)}` };
}

/**
 * The users of the tokens that a pipeline gets for an environment and a purpose: one for each subject, as a user has one identity. On GitLab,
 * whose subjects name no environment, all jobs of a branch are one user.
 */
export function ciUsersOfTokens(
  settings: ResolvedCiRepository,
  prefix: string,
  environment: string,
  purpose: CiPurpose,
): CiSnowflakeUser[] {
  const { system, issuer } = settings;
  const audience = system === CiSystem.AZURE_DEVOPS ? ciConnectionAudience(settings) : AUDIENCE;
  const subjects = ciSubjects(settings, environment, purpose);
  const names =
    system === CiSystem.GITLAB
      ? [...(subjects.length > 1 ? [upper(prefix, system, "plan")] : []), upper(prefix, system)]
      : ciEnvironments(environment, purpose).map((name) =>
          name === environment ? upper(prefix, name, purpose) : upper(prefix, name),
        );
  return subjects.map((subject, index) => ({
    name: names[index] ?? "",
    identity: `TYPE = OIDC ISSUER = ${quoted(issuer)} SUBJECT = ${quoted(subject)} OIDC_AUDIENCE_LIST = (${quoted(audience)})`,
  }));
}

/**
 * The SQL that creates the role that deploys, and the users. Version 2.11 of the Terraform provider has no argument for workload identities.
 * @see https://docs.snowflake.com/en/user-guide/workload-identity-federation
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-user
 */
export function ciSnowflakeSql(users: readonly CiSnowflakeUser[]): string {
  const once = [...new Map(users.map((user) => [user.name, user])).values()];
  return `${[ROLE_LINES, ...once.map(userLines)].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

const ROLE_LINES: readonly string[] = [
  "-- The role and the users that plan and deploy. Run it with ACCOUNTADMIN, and again when it has changed.",
  "USE ROLE ACCOUNTADMIN;",
  "",
  `CREATE ROLE IF NOT EXISTS ${ROLE} COMMENT = 'Deploys the MLOps platform; owns what it creates';`,
  ...["CREATE DATABASE", "CREATE WAREHOUSE", "CREATE ROLE", "CREATE INTEGRATION"].map(
    (privilege) => `GRANT ${privilege} ON ACCOUNT TO ROLE ${ROLE};`,
  ),
  "-- With grant option: the platform grants it to the kedro role, which runs its own tasks.",
  `GRANT EXECUTE TASK ON ACCOUNT TO ROLE ${ROLE} WITH GRANT OPTION;`,
  "-- Administrators keep access to the objects that the role owns.",
  `GRANT ROLE ${ROLE} TO ROLE SYSADMIN;`,
  "",
  "-- The session that creates functions may need a warehouse before the platform has its own.",
  `CREATE WAREHOUSE IF NOT EXISTS ${WAREHOUSE} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE;`,
  `GRANT USAGE ON WAREHOUSE ${WAREHOUSE} TO ROLE ${ROLE};`,
];

function userLines({ name, identity }: CiSnowflakeUser): string[] {
  return [
    `CREATE USER IF NOT EXISTS ${name} TYPE = SERVICE DEFAULT_ROLE = ${ROLE} DEFAULT_WAREHOUSE = ${WAREHOUSE};`,
    `ALTER USER ${name} SET WORKLOAD_IDENTITY = (${identity});`,
    `GRANT ROLE ${ROLE} TO USER ${name};`,
  ];
}

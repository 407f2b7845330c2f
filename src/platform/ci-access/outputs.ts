import type { TerraformStack } from "cdktf";
import { ciEnvironments, CiPurpose, type ResolvedCiRepository } from "../../core/ci-access/subjects";
import { addOutput } from "../outputs";
import { ciSnowflakeSql, ciUsersOfTokens, type CiSnowflakeUser } from "./snowflake-users";
import { ciVariableLines } from "./variables";

type Variables = Readonly<Record<string, string>>;

/** What the jobs of an environment sign in to a cloud with. */
export interface CiSignIn {
  readonly environment: string;
  readonly plan: Variables;
  readonly deploy: Variables;
}

/** The users of Snowflake as which the jobs of an environment sign in for a purpose; one stands for all of them. */
export type CiUsers = (environment: string, purpose: CiPurpose, variables: Variables) => CiSnowflakeUser[];

/** Users for jobs that sign in to Snowflake with the pipeline's own tokens. */
export function ciTokenUsers(repository: ResolvedCiRepository, prefix: string): CiUsers {
  return (environment, purpose) => ciUsersOfTokens(repository, prefix, environment, purpose);
}

/** The outputs of a stack with the identities of pipelines: the variables of the pipeline, and its users in Snowflake. */
export function addPipelineOutputs(stack: TerraformStack, signIns: readonly CiSignIn[], usersOf: CiUsers): void {
  const all = signIns.flatMap(({ environment, plan, deploy }) =>
    [
      { purpose: CiPurpose.PLAN, variables: plan },
      { purpose: CiPurpose.DEPLOY, variables: deploy },
    ].map(({ purpose, variables }) => ({
      jobs: ciEnvironments(environment, purpose),
      users: usersOf(environment, purpose, variables),
      variables,
    })),
  );
  const lines = all.flatMap(({ jobs, users, variables }) =>
    // On GitLab one user is for all jobs of a branch, on AWS one for all jobs of a role.
    jobs.map((environment, index) => ({
      environment,
      variables: { ...variables, SNOWFLAKE_USER: (users[index] ?? users[0])?.name ?? "" },
    })),
  );
  addOutput(stack, "pipeline_variables", ciVariableLines(lines), "Variables of the pipeline, by its environments");
  const users = all.flatMap((each) => each.users);
  addOutput(stack, "snowflake_sql", ciSnowflakeSql(users), "Users of the pipeline in Snowflake");
}

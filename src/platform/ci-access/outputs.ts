import type { TerraformStack } from "cdktf";
import { ciEnvironments, CiPurpose } from "../../core/ci-access/subjects";
import { addOutput } from "../outputs";
import { ciSnowflakeSql, type CiSnowflakeUser } from "./snowflake-users";
import { ciVariableLines } from "./variables";

/** What the jobs for a purpose sign in with: to the cloud by the variables, to Snowflake as the users, of which one stands for all of them. */
export interface CiJobSignIn {
  readonly variables: Readonly<Record<string, string>>;
  readonly users: readonly CiSnowflakeUser[];
}

/** What the jobs of an environment sign in with. */
export interface CiSignIn {
  readonly environment: string;
  readonly plan: CiJobSignIn;
  readonly deploy: CiJobSignIn;
}

/** The outputs of a stack with the identities of pipelines: the variables of the pipeline, and its users in Snowflake. */
export function addPipelineOutputs(stack: TerraformStack, signIns: readonly CiSignIn[]): void {
  const all = signIns.flatMap(({ environment, plan, deploy }) => [
    { jobs: ciEnvironments(environment, CiPurpose.PLAN), ...plan },
    { jobs: ciEnvironments(environment, CiPurpose.DEPLOY), ...deploy },
  ]);
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

import type { TerraformStack } from "cdktf";
import { ciEnvironments, type CiPurpose, type ResolvedCiRepository } from "../../core/ci-access/subjects";
import { addOutput } from "../outputs";
import { ciSnowflakeSql, ciUsersOfTokens } from "./snowflake-users";
import { ciVariableLines } from "./variables";

/** What the jobs for a purpose sign in to a cloud with. */
export interface CiSignIn {
  readonly environment: string;
  readonly purpose: CiPurpose;
  readonly variables: Readonly<Record<string, string>>;
}

/** The outputs of a stack whose pipelines sign in to Snowflake with their own tokens: the variables of the pipeline, and its users. */
export function addPipelineOutputs(
  stack: TerraformStack,
  repository: ResolvedCiRepository,
  prefix: string,
  signIns: readonly CiSignIn[],
): void {
  const jobs = signIns.flatMap(({ environment, purpose, variables }) => {
    const users = ciUsersOfTokens(repository, prefix, environment, purpose);
    return ciEnvironments(environment, purpose).map((name, index) => {
      // On GitLab one user is for all jobs of a branch.
      const user = (users[index] ?? users[0])?.name ?? "";
      return { environment: name, variables: { ...variables, SNOWFLAKE_USER: user } };
    });
  });
  const users = signIns.flatMap(({ environment, purpose }) =>
    ciUsersOfTokens(repository, prefix, environment, purpose),
  );
  addOutput(stack, "pipeline_variables", ciVariableLines(jobs), "Variables of the pipeline, by its environments");
  addOutput(stack, "snowflake_sql", ciSnowflakeSql(users), "Users of the pipeline in Snowflake");
}

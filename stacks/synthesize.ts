import { App } from "cdktf";
import { Environments, Problems, ValidationError } from "cdktf-snowflake-mlops";
import { AwsEnvironments, AwsMlopsStack, type AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";

/** The environments of this project, by cloud. */
export interface ProjectEnvironments {
  readonly aws: AwsEnvironmentProps[];
}

/**
 * The environments, those that `names` lists (with commas between) without protection. It is how a person destroys what holds
 * data for good, in two commands: `MLOPS_UNPROTECTED=<name> npx cdktf deploy <name>`, then the same with `destroy`.
 */
export function withoutProtection(environments: AwsEnvironmentProps[], names = ""): AwsEnvironmentProps[] {
  const unprotected = names.split(",").map((name) => name.trim());
  return environments.map((environment) =>
    unprotected.includes(environment.name) ? { ...environment, protection: false } : environment,
  );
}

/**
 * Synthesizes one stack an environment. Of environments that cannot work it prints every problem and writes nothing at all.
 * @returns the exit status: 0, or 1 after a problem
 */
export function synthesize(environments: ProjectEnvironments): number {
  try {
    check(environments);
    const app = new App();
    for (const environment of environments.aws) new AwsMlopsStack(app, environment);
    app.synth();
    return 0;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function check({ aws }: ProjectEnvironments): void {
  const names = aws.map(({ name }) => name);
  const found = aws.flatMap((environment, index) => {
    const problems = new Problems(environment.name);
    problems.check(
      names.indexOf(environment.name) === index,
      "name",
      environment.name,
      "two environments have this name",
      "Give each a name of its own",
    );
    const namesake = aws.slice(0, index).find((other) => mayMeet(other, environment));
    if (namesake !== undefined)
      problems.add(
        "prefix",
        Environments.prefix(environment),
        `${namesake.name} has the same, and as far as these files say, both may be in one account`,
        "Give each a prefix of its own, or say accountId and snowflakeAccount in both",
      );
    AwsEnvironments.check(problems, environment);
    return problems.all;
  });
  if (found.length > 0) throw new ValidationError(found);
}

/** Whether two environments would give the same names to things of one AWS account or of one Snowflake account. */
function mayMeet(one: AwsEnvironmentProps, other: AwsEnvironmentProps): boolean {
  if (one.name === other.name || Environments.prefix(one) !== Environments.prefix(other)) return false;
  const differ = (a?: string, b?: string) => a !== undefined && b !== undefined && a !== b;
  const snowflake = ({ snowflakeAccount: account }: AwsEnvironmentProps) =>
    account?.accountName && `${account.organizationName ?? ""}-${account.accountName}`.toUpperCase();
  return !differ(one.accountId, other.accountId) || !differ(snowflake(one), snowflake(other));
}

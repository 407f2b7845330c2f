import { App } from "cdktf";
import { Problems, ValidationError } from "cdktf-snowflake-mlops";
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
    AwsEnvironments.check(problems, environment);
    return problems.all;
  });
  if (found.length > 0) throw new ValidationError(found);
}

import { App } from "cdktf";
import { ValidationError, type Problem } from "cdktf-snowflake-mlops";
import { AwsMlopsStack, type AwsEnvironmentProps } from "cdktf-snowflake-mlops/aws";

/** The environments of this project, by cloud. */
export interface ProjectEnvironments {
  readonly aws: AwsEnvironmentProps[];
}

/**
 * Synthesizes one stack an environment. Of environments that cannot work it prints every problem and writes nothing at all.
 * @returns the exit status: 0, or 1 after a problem
 */
export function synthesize(environments: ProjectEnvironments): number {
  const app = new App();
  const problems: Problem[] = [];
  for (const environment of environments.aws) {
    try {
      new AwsMlopsStack(app, environment);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) {
    console.error(new ValidationError(problems).message);
    return 1;
  }
  app.synth();
  return 0;
}

import { App } from "cdktf";
import { Environments, Problems, ValidationError } from "cdktf-snowflake-mlops";
import { environmentsOfAll, type Environment, type ProjectEnvironments } from "./clouds";

/** What the caller of the app asks for. */
export interface SynthesizeOptions {
  /**
   * Names of environments, separated by commas, that are synthesized without protection. To destroy a protected environment, run
   * `MLOPS_UNPROTECTED=<name> npx cdktf deploy <name>`, then the same with `destroy`.
   * @default - every environment has the protection of its file
   */
  readonly unprotected?: string;
}

/**
 * Synthesizes one stack for each environment. If an environment is invalid, nothing is written.
 * @throws ValidationError with every problem of all environments
 */
export function synthesize(environments: ProjectEnvironments, { unprotected }: SynthesizeOptions = {}): void {
  const all = environmentsOfAll(environments, (props) => withoutProtection(props, unprotected));
  const found = [...all.flatMap(problemsOf), ...all.flatMap((each, index) => conflicts(each, all.slice(0, index)))];
  if (found.length > 0) throw new ValidationError(found);
  const app = new App();
  for (const environment of all) environment.build(app);
  app.synth();
}

/** Prints the problems of invalid environments, and lets the program end with status 1. Any other error is thrown. */
export function reportInvalid(error: unknown): void {
  if (!(error instanceof ValidationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** What has a name and may be protected: an environment, or the stack of the states. */
interface Protected {
  readonly name: string;
  readonly protection?: boolean;
}

/** An environment, without protection if `names` contains its name. */
export function withoutProtection<Props extends Protected>(props: Props, names = ""): Props {
  const unprotected = names.split(",").map((name) => name.trim());
  return unprotected.includes(props.name) ? { ...props, protection: false } : props;
}

function problemsOf(environment: Environment) {
  const problems = new Problems(environment.props.name);
  environment.check(problems);
  return problems.all;
}

/** What an environment must not share with those before it. */
function conflicts(environment: Environment, others: readonly Environment[]) {
  const { props } = environment;
  const problems = new Problems(props.name);
  problems.check(
    others.every((other) => other.props.name !== props.name),
    "name",
    props.name,
    "the name of an environment must be unique",
    "Choose another name",
  );
  const other = others.find((each) => mayShareNames(each, environment));
  if (other !== undefined)
    problems.add(
      "prefix",
      Environments.prefix(props),
      `${other.props.name} has the same prefix, and both may be deployed to one account`,
      "Choose another prefix, or set the cloud's account and snowflakeAccount in both files",
    );
  return problems.all;
}

/** Whether two environments would use the same names in one account of a cloud or of Snowflake. */
function mayShareNames(one: Environment, other: Environment): boolean {
  if (one.props.name === other.props.name) return false;
  if (Environments.prefix(one.props) !== Environments.prefix(other.props)) return false;
  const differ = (a?: string, b?: string) => a !== undefined && b !== undefined && a !== b;
  const shareCloud = one.cloud === other.cloud && !differ(one.account, other.account);
  return shareCloud || !differ(snowflakeAccount(one), snowflakeAccount(other));
}

function snowflakeAccount({ props }: Environment): string | undefined {
  const { organizationName = "", accountName } = props.snowflakeAccount ?? {};
  return accountName && `${organizationName}-${accountName}`.toUpperCase();
}

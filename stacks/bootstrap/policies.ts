import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ValidationError } from "cdktf-snowflake-mlops";

/** What an identity of the pipeline is for. */
export type Purpose = "plan" | "deploy";

const FOLDER = join("stacks", "bootstrap", "policies");

/** The folder of the project, above this file or what is compiled of it. */
function project(folder = __dirname): string {
  return existsSync(join(folder, "package.json")) ? folder : project(dirname(folder));
}

function filesOf(environment: string, purpose: Purpose): string[] {
  const folder = process.env.MLOPS_POLICIES || join(project(), FOLDER);
  const name = new RegExp(`^${environment}-${purpose}(-\\d+)?\\.json$`);
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => name.test(file)) : [];
  return names.sort().map((file) => join(folder, file));
}

/** Whether `mlops policy` has written what any of these environments needs. */
export function hasPolicies(environments: readonly string[]): boolean {
  return environments.some((name) => filesOf(name, "plan").length + filesOf(name, "deploy").length > 0);
}

/**
 * What an identity of the pipeline may do, as `mlops policy` wrote it: parsed documents.
 * @throws ValidationError when it was not written
 */
export function policiesOf(environment: string, purpose: Purpose): unknown[] {
  const files = filesOf(environment, purpose);
  if (files.length === 0)
    throw new ValidationError([
      {
        path: environment,
        field: `policies for ${purpose}`,
        value: "(not set)",
        rule: `must be files ${environment}-${purpose}*.json in ${FOLDER}`,
        remedy: `Run npx mlops policy ${environment} --for ${purpose} --out ${FOLDER} in the project's folder`,
      },
    ]);
  return files.map((file) => JSON.parse(readFileSync(file, "utf8")) as unknown);
}

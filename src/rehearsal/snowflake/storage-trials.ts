import type { AppliedResource, AppliedState } from "../state";
import { blocks, needText, text, texts } from "../simulator/readers";
import { SqlError } from "./errors";
import { parseIdentifier } from "./identifier";
import type { StageRuntime } from "./stages";
import { PendingConsentError, type StorageSimulator } from "./storage";

const NAME = String.raw`((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+)){0,2})`;
const COPY_FILES = new RegExp(
  String.raw`^\s*COPY\s+FILES\s+INTO\s+@${NAME}(/\S*)?\s+FROM\s+@${NAME}(/\S*)?(?:\s|;|$)`,
  "i",
);

/** Whose everything is that Terraform made. */
const OWNER = "ACCOUNTADMIN";

/** What was found about the applied stages. */
export interface StorageTrials {
  readonly shown: string[];
  /** One sentence for each thing that does not work, or that is allowed and must not be. */
  readonly problems: string[];
  /** Statements of tasks that were not executed. */
  readonly notExecuted: string[];
  /** What waits for a person who admits Snowflake, one sentence each. */
  readonly pending: string[];
}

/** Lists every external stage, tries what lies outside of the storage integrations' locations, and executes the statements of tasks. */
export function tryStorage(
  state: AppliedState,
  stages: StageRuntime,
  storages: readonly StorageSimulator[],
): StorageTrials {
  const found: StorageTrials = { shown: [], problems: [], notExecuted: [], pending: [] };
  const known = (location: string) => storages.find(({ schemes }) => schemes.includes(location.split("://")[0] ?? ""));
  for (const stage of state.all("snowflake_stage")) {
    const url = text(stage.attributes, "url");
    if (url === undefined || known(url) === undefined) continue;
    const name = fullName(stage);
    const listed = refusal(() => stages.list(name, OWNER));
    judge(found, listed, `LIST @${name} is allowed at ${url}`, `${stage.address}: LIST @${name} fails`);
  }
  for (const integration of state.all("snowflake_storage_integration"))
    found.problems.push(...outside(integration, known));
  for (const task of state.all("snowflake_task")) execute(state, task, stages, found);
  return found;
}

function refusal(work: () => void): SqlError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

/** Writes down how a statement ended. */
function judge(found: StorageTrials, problem: SqlError | undefined, shown: string, failed: string): void {
  if (problem === undefined) found.shown.push(shown);
  else (problem instanceof PendingConsentError ? found.pending : found.problems).push(`${failed}: ${problem.message}`);
}

function fullName({ attributes, address }: AppliedResource): string {
  return ["database", "schema", "name"]
    .map((key) => `"${needText(attributes, key, address).replaceAll('"', '""')}"`)
    .join(".");
}

/** Snowflake itself keeps to the allowed locations; the role must not rely on it. */
function outside(
  { attributes, address }: AppliedResource,
  known: (location: string) => StorageSimulator | undefined,
): string[] {
  const allowed = texts(attributes, "storage_allowed_locations");
  const above = (location: string) => {
    const storage = known(location);
    return storage?.above === undefined ? parentOf(location) : storage.above(location);
  };
  const parents = new Set(allowed.flatMap((location) => above(location) ?? []));
  return [...parents].flatMap((parent) => {
    const storage = known(parent);
    if (storage === undefined || allowed.some((location) => location === "*" || parent.startsWith(location))) return [];
    const may = (what: string, work: () => void) =>
      refusal(work) === undefined
        ? [
            `${address}: its role may ${what} ${parent}, which is outside of the allowed locations ${allowed.join(", ")}`,
          ]
        : [];
    return [
      ...may("list", () => storage.open(attributes, parent).list()),
      ...may("write to", () => storage.open(attributes, parent).write("outside-of-the-allowed-locations")),
    ];
  });
}

/** `s3://bucket/` of `s3://bucket/mlflow/`; undefined for a whole bucket. */
function parentOf(location: string): string | undefined {
  return /^(\w+:\/\/[^/]+\/(?:.*\/)?)[^/]+\/?$/.exec(location)?.[1];
}

/** Runs a task's statement as the role that owns the task. */
function execute(state: AppliedState, task: AppliedResource, stages: StageRuntime, found: StorageTrials): void {
  const statement = text(task.attributes, "sql_statement") ?? "";
  const [, target, , source] = COPY_FILES.exec(statement) ?? [];
  if (target === undefined || source === undefined) {
    found.notExecuted.push(`${task.address}: ${statement}`);
    return;
  }
  const role = ownerOf(state, task);
  const copied = refusal(() => stages.copyFiles(target, source, role, ["1/run/artifacts/model/MLmodel"]));
  const shown = `The statement of ${task.address} is allowed to ${role}`;
  judge(found, copied, shown, `${task.address}: its statement fails for ${role}`);
}

function ownerOf(state: AppliedState, task: AppliedResource): string {
  const name = fullName(task);
  const grant = state
    .all("snowflake_grant_ownership")
    .find(({ attributes }) =>
      blocks(attributes, "on").some((on) => text(on, "object_type") === "TASK" && text(on, "object_name") === name),
    );
  const role = grant && text(grant.attributes, "account_role_name");
  return role === undefined ? OWNER : parseIdentifier(role).parts.join(".");
}

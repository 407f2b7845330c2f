import {
  CloudError,
  type CreateContext,
  type ResourceRule,
  type RuleContext,
  UNKNOWN,
  type Values,
} from "../../simulator/rule";
import {
  created,
  currentRole,
  dropped,
  hasPrivilege,
  insufficientPrivileges,
  ownerOf,
  requireOwnership,
} from "./access";
import { exists, nameOf, requireExisting, requireFreeInSchema } from "./catalog";
import { identifierParts, quoted } from "./names";
import { sameButQuotes } from "./rename";
import { sameStatement } from "./routine";
import { blocks, equalFold, isKnown, suppress, text, texts } from "./values";

// https://docs.snowflake.com/en/sql-reference/sql/create-task: at most 8 days between two runs.
const MAX_SECONDS = 8 * 24 * 3600;

/** A scheduled statement. CREATE TASK leaves it suspended; the provider resumes it when `started` is true. */
export const task: ResourceRule = {
  type: "snowflake_task",
  cites: "https://docs.snowflake.com/en/sql-reference/sql/create-task, pkg/resources/task.go of the provider",
  validate({ config, error }) {
    for (const schedule of blocks(config, "schedule")) checkSchedule(schedule, error);
    if (typeof config.started !== "boolean" && config.started !== UNKNOWN)
      error("started must be true or false", "started");
  },
  plan({ prior, planned }) {
    suppress(prior, planned, "warehouse", sameButQuotes);
    suppress(prior, planned, "sql_statement", sameStatement);
    suppress(prior, planned, "when", sameStatement);
    const before = prior ? blocks(prior, "schedule")[0] : undefined;
    const after = blocks(planned, "schedule")[0];
    if (before && after) suppress(before, after, "using_cron", equalFold);
  },
  create(context) {
    const { account, values } = context;
    const name = nameOf("TASK", values);
    requireFreeInSchema(account, "TASK", values);
    requireParts(context);
    values.id = name;
    values.fully_qualified_name = name;
    created(context, "TASK", name);
    if (values.started === true) requireStartable(context, values, currentRole(context.provider));
  },
  read({ account, provider, values, gone }) {
    // SHOW TASKS returns rows for the owner, and for roles with MONITOR or OPERATE on the task.
    const name = nameOf("TASK", values);
    const role = currentRole(provider);
    const sees = ["OPERATE", "MONITOR"].some((privilege) => hasPrivilege(account, role, privilege, "TASK", name));
    if (!sees) gone();
  },
  update(context) {
    const name = nameOf("TASK", context.values);
    const { account, prior, provider, values } = context;
    if (changesMoreThanState(prior, values)) requireOwnership(context, "TASK", name);
    requireParts(context);
    if (prior.started === values.started) return;
    if (!hasPrivilege(account, currentRole(provider), "OPERATE", "TASK", name)) {
      throw insufficientPrivileges("task", name, `it is owned by ${ownerOf(account, "TASK", name) ?? "another role"}`);
    }
    if (values.started === true)
      requireStartable(context, values, ownerOf(account, "TASK", name) ?? currentRole(provider));
  },
  delete(context) {
    const name = nameOf("TASK", context.prior);
    requireOwnership(context, "TASK", name);
    dropped(context.account, "TASK", name);
  },
};

function checkSchedule(schedule: Values, error: (message: string, attribute?: string) => void): void {
  const units: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600 };
  for (const [unit, seconds] of Object.entries(units)) {
    const value = schedule[unit];
    if (typeof value !== "number") continue;
    if (value * seconds > MAX_SECONDS)
      error(`a task runs at least every 8 days, got ${value} ${unit}`, `schedule.${unit}`);
  }
  const cron = schedule.using_cron;
  if (typeof cron === "string" && !/^(\S+\s+){5}[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(cron.trim())) {
    error(`'${cron}' is not five cron fields and a time zone`, "schedule.using_cron");
  }
}

function requireParts({ account, values }: CreateContext): void {
  if (isKnown(values, "warehouse")) {
    requireExisting(account, "WAREHOUSE", quoted(...identifierParts(text(values, "warehouse"), 1)));
  }
  for (const predecessor of [...texts(values, "after"), text(values, "finalize")].filter((name) => name !== "")) {
    requireExisting(account, "TASK", quoted(...identifierParts(predecessor, 3)));
  }
}

function changesMoreThanState(prior: Values, values: Values): boolean {
  return ["warehouse", "schedule", "sql_statement", "when", "after", "comment", "config"].some(
    (attribute) => JSON.stringify(prior[attribute] ?? null) !== JSON.stringify(values[attribute] ?? null),
  );
}

/**
 * What ALTER TASK ... RESUME refuses: a root task that nothing starts, and an owner without EXECUTE TASK or the warehouse.
 * A role that the account does not hold (the provider's own, made elsewhere) is taken to have what it needs.
 */
export function requireStartable({ account }: RuleContext, values: Values, owner: string): void {
  const name = nameOf("TASK", values);
  const startedBySomething =
    blocks(values, "schedule").length > 0 ||
    texts(values, "after").length > 0 ||
    ["finalize", "when"].some((attribute) => isKnown(values, attribute));
  if (!startedBySomething) {
    throw new CloudError(
      `Failed to start the task: ${name}: a root task needs a schedule, or a condition on a stream`,
      "started",
    );
  }
  if (!exists(account, "ROLE", quoted(owner))) return;
  const warehouse = text(values, "warehouse");
  const needed = warehouse === "" ? "EXECUTE MANAGED TASK" : "EXECUTE TASK";
  if (!hasPrivilege(account, owner, needed, "ACCOUNT")) {
    throw new CloudError(
      `Failed to start the task: 091089 (23001): Cannot execute task ${name}: ${needed} privilege must be granted to owner role ${owner}`,
      "started",
    );
  }
  const warehouseName = warehouse === "" ? "" : quoted(...identifierParts(warehouse, 1));
  if (warehouseName !== "" && !hasPrivilege(account, owner, "USAGE", "WAREHOUSE", warehouseName)) {
    throw new CloudError(
      `Failed to start the task: ${name}: USAGE on warehouse ${warehouseName} must be granted to owner role ${owner}`,
      "started",
    );
  }
}

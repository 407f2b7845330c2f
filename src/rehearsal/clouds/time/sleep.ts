import type { Account } from "../../simulator/account";
import type { ResourceRule, ValidateContext, Value, Values } from "../../simulator/rule";
import { rfc3339 } from "./instant";

/** A wait that the rehearsal left out. */
export interface SkippedWait {
  readonly when: "create" | "destroy";
  readonly duration: string;
}

/** The waits that were left out, for the rehearsal's report. */
export function skippedWaits(account: Account): SkippedWait[] {
  return account.memory<SkippedWait[]>("time:skipped-waits", () => []);
}

/** A wait for what the clouds take time to see. Nothing here takes time, so nobody waits: the report says so. Its id is a second, which several share. */
export const sleep: ResourceRule = {
  type: "time_sleep",
  cites: "https://registry.terraform.io/providers/hashicorp/time/latest/docs/resources/sleep",
  key: ({ id, triggers }) => `${String(id)} ${JSON.stringify(triggers ?? null)}`,
  validate(context) {
    checkDuration(context, "create_duration");
    checkDuration(context, "destroy_duration");
    const { config, error } = context;
    const none = (value: Value | undefined) => value === undefined || value === null;
    if (none(config.create_duration) && none(config.destroy_duration)) {
      error("At least one of create_duration and destroy_duration must be set");
    }
  },
  create({ account, values }) {
    values.id = rfc3339(new Date());
    skip(account, "create", values, "create_duration");
  },
  delete({ account, prior }) {
    skip(account, "destroy", prior, "destroy_duration");
  },
};

function checkDuration({ config, error }: ValidateContext, name: string): void {
  const value = config[name];
  if (typeof value !== "string" || /^[0-9]+(\.[0-9]+)?(ms|s|m|h)$/.test(value)) return;
  error(`"${name}" must be a number immediately followed by ms, s, m or h, got: ${value}`, name);
}

function skip(account: Account, when: SkippedWait["when"], values: Values, name: string): void {
  const duration = values[name];
  if (typeof duration === "string") skippedWaits(account).push({ when, duration });
}

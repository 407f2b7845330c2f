import { all, type Account } from "../simulator/account";
import { text } from "../simulator/readers";
import { holds } from "../simulator/row-matching";
import { textsAt } from "../simulator/template";
import type { Values } from "../simulator/value";
import type { Caller, GatewaySimulator } from "../snowflake/gateway";
import type { Attempt } from "./cloud";
import { filled } from "./problems";

/** A setting that lets somebody in. A path goes on in the object that a reference names: `server_id>name`. */
export interface Opening {
  readonly types: readonly string[];
  readonly who: string;
  /** Attributes and the regular expressions that they match while it is open. */
  readonly where: Readonly<Record<string, string | undefined>>;
  /** The reference to the object that is open. @default - the one with the setting is */
  readonly at?: string;
  /** By what they get in; `{name}` is an attribute. */
  readonly by: string;
}

/**
 * Whoever a setting would let in, at every object that has it.
 * @param find the object that a reference names
 */
export function openingsOf(
  account: Account,
  rows: readonly Opening[],
  find: (reference: string) => Values | undefined = () => undefined,
): Attempt[] {
  const matches = (values: Values, path: string, pattern = ""): boolean => {
    const [first = "", further] = path.split(">");
    if (further === undefined) return holds({ [first]: pattern }, values);
    return textsAt(values, first).some((reference) => holds({ [further]: pattern }, find(reference) ?? {}));
  };
  return rows.flatMap(({ types, who, where, at, by }) =>
    types.flatMap((type) =>
      all(account, type).map((values): Attempt => {
        const owner = at === undefined ? undefined : find(String(values[at]));
        const target = owner === undefined ? `${type} ${nameOf(values)}` : `${typeOf(account, owner)} ${nameOf(owner)}`;
        const isOpen = Object.entries(where).every(([path, pattern]) => matches(values, path, pattern));
        return { who, target, by: isOpen ? filled(by, values) : undefined };
      }),
    ),
  );
}

function nameOf(values: Values): string {
  return text(values, "name") ?? String(values.id);
}

function typeOf(account: Account, values: Values): string {
  return account.all.find((held) => held.values === values)?.type ?? "";
}

/** An operation of an API. */
export interface GatewayOperation {
  readonly method: string;
  readonly template: string;
  readonly url: string;
  /** Name of the gateway. */
  readonly of: string;
}

/**
 * Strangers at every operation of every API: an API may be closed where Snowflake calls it, and open beside.
 * @param missing what an operation lacks that answers them
 */
export async function attemptsAt(
  gateway: GatewaySimulator,
  operations: readonly GatewayOperation[],
  callers: readonly Caller[],
  missing: string,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const { method, template, url, of } of operations)
    for (const caller of callers) {
      const { status } = await gateway.send(caller, { method, url, headers: {} });
      const by = status === 401 || status === 403 ? undefined : `status ${status}: no ${missing} refuses them`;
      attempts.push({ who: caller.name, target: `${method} ${template} of ${of}`, by });
    }
  return attempts;
}

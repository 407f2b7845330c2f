import { Account } from "../../../src/rehearsal/simulator";
import { rowRules } from "../../../src/rehearsal/simulator/row-rule";
import type { Row } from "../../../src/rehearsal/simulator/rows";
import { UNKNOWN, type ResourceRule, type Values } from "../../../src/rehearsal/simulator/rule";

export const dialect = { variables: () => ({ region: "eu" }) };
export const network: Row = { cites: "https://example.com", id: "net-{$hex:8}", computed: { range: "10.0.0.0/16" } };

export let account: Account;
beforeEach(() => {
  account = new Account();
});

export const context = (type: string) => ({ type, account, provider: {} });

export function ruleOf(row: Partial<Row>, acts = {}): ResourceRule {
  const rows = { cloud_network: network, cloud_server: { cites: "https://example.com", ...row } };
  const found = rowRules(rows, dialect, { cloud_server: acts }).find(({ type }) => type === "cloud_server");
  if (found === undefined) throw new Error("no rule");
  return found;
}

/** Creates a server and keeps it. */
export function create(rule: ResourceRule, config: Values): Values {
  const values: Values = { id: UNKNOWN, ...config };
  rule.create?.({ ...context("cloud_server"), config, values });
  account.put("cloud_server", String(values.id), values);
  return values;
}

export function problems(rule: ResourceRule, config: Values): string[] {
  const found: string[] = [];
  const error = (message: string, attribute?: string) => void found.push(`${attribute ?? ""}: ${message}`);
  rule.validate?.({ ...context("cloud_server"), config, error });
  return found;
}

/** Changes a server that exists. */
export function update(rule: ResourceRule, prior: Values, config: Values): Values {
  const values: Values = { ...prior, ...config };
  rule.update?.({ ...context("cloud_server"), config, values, prior });
  return values;
}

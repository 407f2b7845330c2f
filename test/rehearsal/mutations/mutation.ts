import type { Values } from "../../../src/rehearsal/simulator/rule";
import type { Copy } from "./platform";

/** One change of aws-dev that makes a resource useless or open. */
export interface Mutation {
  readonly type: string;
  /** For the table in docs/rehearsal.md. */
  readonly what: string;
  readonly change: (copy: Copy) => void;
  /** What a rehearsal says; for one that stays green, why. */
  readonly red?: RegExp;
  readonly green?: string;
}

export const ALL = /./;
export const set = (type: string, name: RegExp, values: Record<string, unknown>) => (copy: Copy) =>
  copy.edit(type, name, (held) => void Object.assign(held, values));
export const without =
  (type: string, name: RegExp = ALL) =>
  (copy: Copy) =>
    copy.drop(type, name);
export const replaced =
  (type: string, name: RegExp, attribute: string, from: string | RegExp, to: string) => (copy: Copy) =>
    copy.edit(type, name, (held) => {
      const before = String(held[attribute]);
      if (before.replace(from, to) === before) throw new Error(`${type}: ${attribute} holds no ${String(from)}`);
      held[attribute] = before.replace(from, to);
    });
export const policyOf = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
export const EVERYBODY = { Effect: "Allow", Principal: { AWS: "*" } };
export const ANYWHERE = { cidr_ipv4: "0.0.0.0/0", referenced_security_group_id: null };
export const WORD = "rehearsal-changed";

export function deployed(change: (snapshot: Copy["deployed"]) => void): (copy: Copy) => void {
  return (copy) => change(copy.deployed);
}
export const methodOf = (values: Values) =>
  deployed(({ methods }) => methods.forEach((method) => Object.assign(method, values)));
export const integrationOf = (values: Values) =>
  deployed(({ integrations }) => integrations.forEach((each) => Object.assign(each, values)));

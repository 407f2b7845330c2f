import type { SynthesizedStack } from "../../stack";
import type { Purpose } from "../purpose";
import { sorted } from "../sorted";
import { unknownTypesOf } from "../unknown-types";
import { AwsStack } from "./aws-stack";
import { grantsOf, serviceOf, type Grant } from "./grants";
import { stateGrants } from "./state-access";
import { DATA_SOURCES, RESOURCES } from "./table";

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: string[];
  readonly Resource: string[];
  readonly Condition?: Record<string, Record<string, string>>;
}

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: PolicyStatement[];
}

/** The policy of an identity, and the types whose actions the table does not list. */
export interface IdentityPolicy {
  readonly document: PolicyDocument;
  /** AWS types of the stack that have no row, and modules: their actions are missing. */
  readonly unknownTypes: string[];
}

/**
 * Maximum length of a managed policy in characters, whitespace not counted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MANAGED_POLICY_LENGTH = 6144;

/** The IAM policy that Terraform needs for a synthesized stack. */
export function policyFor(synthesized: SynthesizedStack, purpose: Purpose): IdentityPolicy {
  const stack = new AwsStack(synthesized);
  const unknownTypes = unknownTypesOf(synthesized, stack, { resources: RESOURCES, dataSources: DATA_SOURCES });
  const grants = grantsOf(stack, purpose);
  const gathered = gather(
    grants.filter(({ sid }) => sid === undefined),
    stack.region,
  );
  const own = merge([...grants, ...stateGrants(stack, purpose)].filter(({ sid }) => sid !== undefined));
  return {
    document: { Version: "2012-10-17", Statement: [...gathered, ...own] },
    unknownTypes,
  };
}

/** Length as IAM counts it. */
export function policyLength(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, "").length;
}

/** The document as managed policies, each within their maximum length; a role takes ten of them. */
export function inManagedPolicies(document: PolicyDocument): PolicyDocument[] {
  const policies: PolicyDocument[] = [];
  for (const statement of document.Statement) {
    const last = policies.at(-1);
    const grown = { ...document, Statement: [...(last?.Statement ?? []), statement] };
    if (last !== undefined && policyLength(grown) <= MANAGED_POLICY_LENGTH) policies[policies.length - 1] = grown;
    else policies.push({ ...document, Statement: [statement] });
  }
  return policies;
}

/** Two statements for each service: the actions with resource-level permissions, and those that AWS grants on `*` only. */
function gather(grants: Grant[], region: string | undefined): PolicyStatement[] {
  const all = grants.flatMap(({ actions, on }) => actions.map((action) => ({ action, on })));
  const services = sorted(all.map(({ action }) => serviceOf(action)));
  return services.flatMap((service) => {
    const own = all.filter(({ action }) => serviceOf(action) === service);
    const [anywhere, named] = [own.filter(({ on }) => on.includes("*")), own.filter(({ on }) => !on.includes("*"))];
    const sid = service.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
    // EC2 resources have generated IDs, so that only the region can limit a statement.
    const inRegion =
      service === "ec2" && region !== undefined ? { StringEquals: { "aws:RequestedRegion": region } } : undefined;
    return [
      ...(named.length === 0 ? [] : [statement(sid, named)]),
      ...(anywhere.length === 0 ? [] : [statement(`${sid}Anywhere`, anywhere, inRegion)]),
    ];
  });
}

function statement(
  sid: string,
  granted: { action: string; on: string[] }[],
  condition?: PolicyStatement["Condition"],
): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: sorted(granted.map(({ action }) => action)),
    Resource: sorted(granted.flatMap(({ on }) => on)),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** Grants of one Sid become one statement: they have the same actions and condition. */
function merge(grants: Grant[]): PolicyStatement[] {
  return sorted(grants.map(({ sid }) => sid ?? "")).map((sid) => {
    const same = grants.filter((grant) => grant.sid === sid);
    const granted = same.flatMap(({ actions, on }) => actions.map((action) => ({ action, on })));
    return statement(sid, granted, same[0]?.condition);
  });
}

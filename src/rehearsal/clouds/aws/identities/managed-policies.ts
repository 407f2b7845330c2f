import policies from "./managed-policies.json";

/**
 * AWS's own policies, by path and name, as far as the rehearsal knows them; broader ones are shortened to the actions that its checks
 * ask for.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const MANAGED_POLICIES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(policies).map(([name, actions]) => [
    name,
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] }),
  ]),
);

export { Purpose } from "./grants";
export { inManagedPolicies, MANAGED_POLICY_LENGTH, policyFor, policyLength } from "./policy";
export type { IdentityPolicy, PolicyDocument, PolicyStatement } from "./policy";
export { SynthesizedStack } from "./stack";
export { githubTrust } from "./trust";

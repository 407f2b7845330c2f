export { inManagedPolicies, MANAGED_POLICY_LENGTH, policyFor, policyLength } from "./policy";
export type { IdentityPolicy, PolicyDocument, PolicyStatement } from "./policy";
export { AwsStack } from "./aws-stack";
export { trustPolicy } from "./trust";

/** Condition operators without `IfExists` and set prefixes. */
const OPERATORS = new Set(
  [
    "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike NumericEquals",
    "NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals DateEquals DateNotEquals",
    "DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals Bool BinaryEquals IpAddress NotIpAddress ArnEquals",
    "ArnLike ArnNotEquals ArnNotLike Null",
  ]
    .join(" ")
    .split(" "),
);

/** Global condition keys in lower case; `aws:PrincipalTag/x` and the like are matched by their part before the slash. */
const GLOBAL_KEYS = new Set(
  [
    "CalledVia CalledViaFirst CalledViaLast CurrentTime EpochTime FederatedProvider MultiFactorAuthAge MultiFactorAuthPresent",
    "PrincipalAccount PrincipalArn PrincipalIsAWSService PrincipalOrgID PrincipalOrgPaths PrincipalServiceName",
    "PrincipalServiceNamesList PrincipalTag PrincipalType Referer RequestedRegion RequestTag ResourceAccount ResourceOrgID",
    "ResourceOrgPaths ResourceTag SecureTransport SourceAccount SourceArn SourceIdentity SourceIp SourceOrgID SourceOrgPaths",
    "SourceVpc SourceVpce SourceVpcArn TagKeys TokenIssueTime UserAgent userid username ViaAWSService VpceAccount VpceOrgID",
    "VpceOrgPaths VpcSourceIp",
  ]
    .join(" ")
    .toLowerCase()
    .split(" "),
);

/**
 * Why a condition is none that AWS knows; undefined when it is one.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function conditionProblem(operator: string, key: string, values: readonly string[]): string | undefined {
  const plain = operator.replace(/^(ForAllValues|ForAnyValue):/, "").replace(/IfExists$/, "");
  if (!OPERATORS.has(plain) || (plain === "Null" && operator.endsWith("IfExists")))
    return `unknown condition operator "${operator}"`;
  if (!/^[A-Za-z0-9-]+:.+$/.test(key)) return `condition key "${key}" must be prefaced by a vendor`;
  const [service = "", rest = ""] = key.split(/:(.*)/s);
  if (service.toLowerCase() === "aws" && !GLOBAL_KEYS.has((rest.split("/")[0] ?? "").toLowerCase()))
    return `unknown global condition key "${key}"`;
  if (["Bool", "Null"].includes(plain) && values.some((value) => !/^(true|false)$/i.test(value)))
    return `${operator}/${key} must be "true" or "false"`;
  if (plain.startsWith("Numeric") && values.some((value) => !/^-?\d+(\.\d+)?$/.test(value)))
    return `${operator}/${key} must be a number`;
  if (plain.endsWith("IpAddress") && values.some((value) => !/^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(value)))
    return `${operator}/${key} must be an IP address or range`;
  return undefined;
}

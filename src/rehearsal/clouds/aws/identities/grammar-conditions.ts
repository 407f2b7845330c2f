import vocabulary from "./vocabulary.json";

/** Condition operators without `IfExists` and set prefixes. */
const OPERATORS = new Set(vocabulary.operators);

/** Global condition keys in lower case; `aws:PrincipalTag/x` and the like are matched by their part before the slash. */
const GLOBAL_KEYS = new Set(vocabulary.globalKeys.map((key) => key.toLowerCase()));

/**
 * Why a condition is invalid; undefined when AWS knows it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function conditionProblem(operator: string, key: string, values: readonly string[]): string | undefined {
  const plain = operator.replace(/^(ForAllValues|ForAnyValue):/, "").replace(/IfExists$/, "");
  if (!OPERATORS.has(plain) || (plain === "Null" && operator.endsWith("IfExists")))
    return `unknown condition operator "${operator}"`;
  if (!/^[A-Za-z0-9./-]+:.+$/.test(key)) return `condition key "${key}" must be prefaced by a vendor`;
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

import vocabulary from "./vocabulary.json";

/** One principal of a statement. */
export interface PrincipalEntry {
  /** AWS, Service, Federated or CanonicalUser. */
  readonly type: string;
  readonly value: string;
}

/** Services that may be principals, without `.amazonaws.com`. A name that is not here may exist: add it with its page. */
const SERVICES = new Set(vocabulary.services);

/**
 * Why a principal is invalid; undefined when it is well formed. Whether it exists is another question.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalProblem(type: string, value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return `Principal ${type} must hold strings`;
  switch (type) {
    case "AWS":
      return isAwsPrincipal(value) ? undefined : `Invalid principal in policy: "AWS":"${value}"`;
    case "Service":
      return isService(value) ? undefined : `Invalid principal in policy: "SERVICE":"${value}"`;
    case "Federated":
      return /^arn:aws[a-z-]*:iam::\d{12}:(oidc-provider|saml-provider)\/.+$/.test(value) ||
        /^[a-z0-9.-]+\.[a-z]{2,}$/.test(value)
        ? undefined
        : `Invalid principal in policy: "FEDERATED":"${value}"`;
    case "CanonicalUser":
      return /^[0-9a-f]{64}$/.test(value) ? undefined : `Invalid principal in policy: "CANONICAL_USER":"${value}"`;
    default:
      return `unknown principal type "${type}"`;
  }
}

function isAwsPrincipal(value: string): boolean {
  if (value === "*" || /^\d{12}$/.test(value)) return true;
  if (/^(AROA|AIDA)[A-Z0-9]{16,}(:[\w+=,.@-]+)?$/.test(value)) return true;
  if (/[*?]/.test(value)) return false;
  return (
    /^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/.test(value) ||
    /^arn:aws[a-z-]*:sts::\d{12}:(assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)$/.test(value)
  );
}

function isService(value: string): boolean {
  const match = /^(.+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.(?:com|com\.cn|eu)$/.exec(value);
  return match?.[1] !== undefined && SERVICES.has(match[1]);
}

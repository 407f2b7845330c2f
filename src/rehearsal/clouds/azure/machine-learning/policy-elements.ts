import type { Account } from "../../../simulator/account";
import { UnknownElementError, block, text } from "../../../simulator/readers";
import type { Values } from "../../../simulator/rule";
import { childrenOf, Refused } from "../gateway/policy";
import type { Element } from "../../../../inspect/rules/azure/api-management-xml";
import { issueToken } from "../identities/entra";
import { tenantId } from "../session";

/** An answer that a policy gives itself. */
interface Response {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Ends a policy with an answer of its own. */
export class Returned extends Error {
  constructor(public readonly response: Response) {
    super("return-response");
  }
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/return-response-policy */
export function returned(element: Element): Returned {
  const only = (name: string) => childrenOf(element, name)[0];
  const headers = childrenOf(element, "set-header").map((each) => [
    (each.attributes.name ?? "").toLowerCase(),
    childrenOf(each, "value")
      .map(({ text: value }) => value)
      .join(","),
  ]);
  return new Returned({
    status: Number(only("set-status")?.attributes.code ?? 200),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.from(only("set-body")?.text ?? ""),
  });
}

/** @see https://learn.microsoft.com/en-us/azure/api-management/check-header-policy */
export function checkHeader(element: Element, headers: Readonly<Record<string, string>>): void {
  const { name = "", "failed-check-httpcode": code, "failed-check-error-message": message = "" } = element.attributes;
  const isExact = element.attributes["ignore-case"] === "false";
  const form = (value: string) => (isExact ? value : value.toLowerCase());
  const given = headers[name.toLowerCase()];
  const allowed = childrenOf(element, "value").map(({ text: value }) => form(value));
  if (given !== undefined && allowed.includes(form(given))) return;
  throw new Refused(
    Number(code),
    message,
    `check-header: ${name} is ${given ?? "not there"}, not ${allowed.join(" or ")}`,
  );
}

/** A token of the service's own identity. @see https://learn.microsoft.com/en-us/azure/api-management/authentication-managed-identity-policy */
export async function managedIdentityToken(account: Account, service: Values, element: Element): Promise<string> {
  const identity = block(service, "identity");
  const subject = text(identity, "principal_id");
  if (subject === undefined)
    throw new Refused(
      500,
      "Internal server error",
      "authentication-managed-identity: the service has no system-assigned identity",
    );
  if (element.attributes["client-id"] !== undefined)
    throw new UnknownElementError("a user-assigned identity of API Management is not simulated");
  const audience = element.attributes.resource ?? "";
  return issueToken({ tenant: tenantId(account), client: subject, subject, audience, version: 1 });
}

import type { Account } from "../../simulator/account";
import { CloudError } from "../../simulator/rule";
import { find } from "./catalog";
import { doesNotExist, quoted } from "./names";
import { text, texts } from "./values";

/**
 * Refuses a URL that the API integration does not let through.
 * https://docs.snowflake.com/en/sql-reference/sql/create-api-integration: allowed and blocked URLs are prefixes, blocked
 * ones win, and what relies on a disabled integration does not work. That CREATE refuses already on a disabled
 * integration, and the messages' wording, are not documented.
 */
export function requireCallable(account: Account, integrationName: string, url: string): void {
  const held = find(account, "INTEGRATION", quoted(integrationName));
  if (held?.type !== "snowflake_api_integration") throw doesNotExist("Integration", integrationName);
  const { values } = held;
  if (values.enabled === false) {
    throw new CloudError(`API integration '${integrationName}' is disabled`, "api_integration");
  }
  const refuse = (reason: string) =>
    new CloudError(
      `URL '${url}' is not allowed by API integration '${integrationName}': ${reason}`,
      "url_of_proxy_and_resource",
    );
  const allowed = texts(values, "api_allowed_prefixes");
  if (!allowed.some((prefix) => url.startsWith(prefix))) {
    throw refuse(`it begins with none of API_ALLOWED_PREFIXES (${allowed.join(", ")})`);
  }
  const blocked = texts(values, "api_blocked_prefixes").find((prefix) => url.startsWith(prefix));
  if (blocked !== undefined) throw refuse(`API_BLOCKED_PREFIXES holds ${blocked}`);
  // https://docs.snowflake.com/en/sql-reference/external-functions-introduction: no custom domains on AWS.
  const onAws = text(values, "api_provider").startsWith("aws");
  if (onAws && !/^https:\/\/[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[^/]/.test(url)) {
    throw refuse(
      "it is not https://<api-id>.execute-api.<region>.amazonaws.com/<stage>/..., custom domains are not supported",
    );
  }
}

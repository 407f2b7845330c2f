import { Fn, Token } from "cdktf";

/**
 * Client ID of Snowflake's application, which Snowflake shows only as a part of the address at which an administrator consents:
 * `https://login.microsoftonline.com/<tenant>/oauth2/authorize?client_id=<client ID>&response_type=code`.
 */
export function clientIdOf(consentUrl: string): string {
  return Token.asString(Fn.element(Fn.regex("client_id=([0-9a-fA-F-]{36})", consentUrl), 0));
}

import { randomBytes } from "node:crypto";
import type { HttpRequest } from "../../../snowflake/gateway";

/** Largest payload of a REST API, each way. */
export const REQUEST_LIMIT = 10 * 1024 * 1024;

/** Headers that end at a proxy. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * Headers that a request to an HTTP backend loses besides.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const DROPPED = [
  "authorization",
  "content-encoding",
  "content-length",
  "content-md5",
  "expect",
  "host",
  "max-forwards",
  "server",
  "via",
  "www-authenticate",
];

/** Headers that a response loses besides. */
const DROPPED_FROM_RESPONSES = ["expect", "host", "via"];

/** Headers of a response that API Gateway hands on under another name. */
const REMAPPED = [
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "max-forwards",
  "server",
  "user-agent",
  "www-authenticate",
];

/**
 * What the backend gets: the client's headers, those that API Gateway and the load balancer add, and the client's
 * temporary credentials' headers other than Authorization, which is dropped under IAM authorization.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function backendHeaders(
  request: HttpRequest,
  at: { host: string; restApiId: string; sourceIp: string },
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    const known = name.toLowerCase();
    if (!HOP_BY_HOP.includes(known) && !DROPPED.includes(known)) headers[known] = value;
  }
  const now = Math.floor(Date.now() / 1000).toString(16);
  return {
    // A signed request carries these; the values are no credentials.
    "x-amz-date": new Date().toISOString().replace(/[-:]|\.\d+/g, ""),
    "x-amz-security-token": "rehearsal",
    ...headers,
    host: at.host,
    "x-amzn-apigateway-api-id": at.restApiId,
    "x-amzn-trace-id": `Root=1-${now}-${randomBytes(12).toString("hex")}`,
    "x-forwarded-for": at.sourceIp,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
    ...(request.body === undefined ? {} : { "content-length": String(Buffer.byteLength(request.body)) }),
  };
}

/** What the client gets of a backend's headers. */
export function clientHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(
        ([name]) => (!HOP_BY_HOP.includes(name) || name === "connection") && !DROPPED_FROM_RESPONSES.includes(name),
      )
      .map(([name, value]) => [REMAPPED.includes(name) ? `x-amzn-remapped-${name}` : name, value]),
  );
}

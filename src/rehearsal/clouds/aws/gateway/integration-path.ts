import type { Route } from "./deployment";
import { isObject } from "../../../../core/json";

/** What AWS's documentation leaves open, or what only a live call would settle. */
export interface PathOptions {
  /**
   * Whether the backend sees the stage's name before the path. AWS documents that a private integration includes it; an
   * explicit uri with the mapped parameter may not.
   * @default - true, the harder case for a backend
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
   */
  readonly stageInPath?: boolean;
  /**
   * How a path parameter reaches the backend: as it was sent, or decoded with only the percent sign encoded again, as
   * AWS's notes say of request parameters.
   * @default - as-sent
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
   */
  readonly pathParameters?: "as-sent" | "decoded";
  /**
   * How the query reaches the backend: as it was sent, or with its values decoded, as AWS's notes say of request parameters; whether
   * they are encoded again is not documented. Decoded is the harder case for a backend.
   * @default - as-sent
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
   */
  readonly query?: "as-sent" | "decoded";
}

/** An integration's uri: its address for looking things up, and its path as it was written. */
export interface IntegrationUri {
  readonly url: URL;
  readonly path: string;
}

export function parseUri(uri: string): IntegrationUri {
  const match = /^https?:\/\/[^/]+(\/.*)?$/.exec(uri);
  return { url: new URL(uri.replace(/[{}]/g, "")), path: match?.[1] ?? "/" };
}

/**
 * The path that the backend gets.
 * @returns undefined when the uri has a parameter that no request parameter fills
 */
export function integrationPath(
  uri: IntegrationUri,
  stage: string,
  route: Route,
  options: PathOptions,
): string | undefined {
  const mapped = isObject(route.integration.request_parameters) ? route.integration.request_parameters : {};
  const declared = isObject(route.method.request_parameters) ? route.method.request_parameters : {};
  let missing = false;
  const path = uri.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const source = mapped[`integration.request.path.${name}`];
    const parameter = /^method\.request\.path\.(.+)$/.exec(typeof source === "string" ? source : "")?.[1];
    const value = parameter === undefined ? undefined : route.parameters[parameter];
    if (value === undefined || typeof source !== "string" || declared[source] === undefined) {
      missing = true;
      return "";
    }
    return options.pathParameters === "decoded" ? decoded(value) : value;
  });
  if (missing) return undefined;
  return options.stageInPath === false ? path : `/${stage}${path}`;
}

/** The query that the backend gets. A plain semicolon separates parameters. */
export function integrationQuery(query: string, options: PathOptions): string {
  const parameters = query.replaceAll(";", "&");
  if (options.query !== "decoded") return parameters;
  // A request line ends at a blank: that one stays encoded, and so do line breaks. The bytes of UTF-8 travel as they are.
  return parameters.replace(/%([0-9a-fA-F]{2})/g, (escape, hex: string) => {
    const byte = Number.parseInt(hex, 16);
    return byte <= 0x20 || byte === 0x7f ? escape : String.fromCharCode(byte);
  });
}

function decoded(value: string): string {
  const bytes = value.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"),
  );
  return bytes.replaceAll("%", "%25").replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character));
}

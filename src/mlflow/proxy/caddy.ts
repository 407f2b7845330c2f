/**
 * The elements of Caddy's JSON that the proxies use.
 * @see https://caddyserver.com/docs/json/
 */
export interface CaddyConfiguration {
  readonly admin: { readonly disabled: boolean; readonly config: { readonly persist: boolean } };
  readonly apps: {
    readonly http: { readonly grace_period: string; readonly servers: Record<string, CaddyServer> };
  };
}

export interface CaddyServer {
  readonly listen: string[];
  readonly protocols: string[];
  readonly automatic_https: { readonly disable: boolean };
  readonly routes: CaddyRoute[];
  readonly errors: { readonly routes: CaddyRoute[] };
}

export interface CaddyRoute {
  readonly match?: CaddyMatcher[];
  readonly handle: CaddyHandler[];
  readonly terminal?: boolean;
}

/** All matchers of one object must hold. */
export interface CaddyMatcher {
  readonly method?: string[];
  /** On the decoded path. */
  readonly path_regexp?: { readonly pattern: string };
  /** On a placeholder's value. */
  readonly vars_regexp?: Record<string, { readonly pattern: string }>;
  readonly vars?: Record<string, string[]>;
  /** On the values of headers: any one of a header's values, and every header; `*` at an end of a value is a wildcard. */
  readonly header?: Record<string, string[]>;
  /** On the query's arguments; `*` is any value. */
  readonly query?: Record<string, string[]>;
  readonly expression?: string;
  readonly not?: CaddyMatcher[];
}

export type CaddyHandler =
  | StaticResponse
  | Rewrite
  | QueryRewrite
  | Vars
  | RequestBody
  | ReverseProxy
  | { readonly handler: "copy_response"; readonly status_code?: number };

export interface StaticResponse {
  readonly handler: "static_response";
  readonly status_code: number | string;
  readonly headers: Record<string, string[]>;
  readonly body: string;
}

interface Rewrite {
  readonly handler: "rewrite";
  readonly method: string;
  /** On the escaped path. */
  readonly path_regexp: { readonly find: string; readonly replace: string }[];
}

interface QueryRewrite {
  readonly handler: "rewrite";
  /** Writes the whole query again, in another order. */
  readonly query: { readonly delete: string[] };
}

interface Vars {
  readonly handler: "vars";
  readonly admitted: string;
}

interface RequestBody {
  readonly handler: "request_body";
  readonly max_size: number;
}

export interface ReverseProxy {
  readonly handler: "reverse_proxy";
  readonly upstreams: { readonly dial: string; readonly max_requests?: number }[];
  readonly load_balancing?: {
    readonly try_duration?: string;
    readonly try_interval?: string;
    readonly selection_policy?: { readonly policy: "weighted_round_robin"; readonly weights: number[] };
  };
  readonly transport: {
    readonly protocol: "http";
    readonly compression: boolean;
    readonly response_header_timeout?: string;
    readonly keep_alive: { readonly idle_timeout: string };
  };
  readonly headers: {
    readonly request: { readonly set: Record<string, string[]>; readonly delete: string[] };
  };
  readonly handle_response?: ResponseRoute[];
}

export interface ResponseRoute {
  readonly match: { readonly status_code: number[]; readonly headers?: Record<string, string[]> };
  readonly routes: CaddyRoute[];
}

/** What answers `POST /invocations` on the loopback address of the proxy. */
export interface ScoringUpstream {
  readonly port: number;
  /** Part of the calls, relative to the sum of all: a positive whole number. */
  readonly weight: number;
}

/** Props of the proxy in front of scoring servers. */
export interface ScoringProxyProps {
  /** The only path that is served, without a slash at its beginning: `score/iris`. */
  readonly path: string;
  /** The servers, one at least. */
  readonly upstreams: readonly ScoringUpstream[];
  /** Longest body in bytes; a longer one is refused with 413. */
  readonly maxBodyBytes: number;
}

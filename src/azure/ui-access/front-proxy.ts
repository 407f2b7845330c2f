import type { ContainerSpec } from "../../mlflow";

/** Port of the proxy at which users arrive. */
export const FRONT_PORT = 8080;

/**
 * The container to which users come who have signed in: a stock Caddy that forwards to the servers of the UI. It removes cookies and what
 * Container Apps adds about the user, and keeps the Origin, by which MLflow rejects requests of other sites.
 * @param image image with Caddy
 * @param host name of the UI's servers
 */
export function frontProxy(image: string, host: string): ContainerSpec {
  return {
    name: "proxy",
    image,
    // As in the servers' proxy: the JSON is not changed by the shell, and Caddy gets SIGTERM.
    command: ["sh", "-c", "exec caddy run --config - <<E\n$MLOPS_PROXY_CONFIG\nE"],
    environment: { MLOPS_PROXY_CONFIG: JSON.stringify(configuration(host)) },
    secrets: [],
    port: FRONT_PORT,
  };
}

/** @see https://caddyserver.com/docs/json/ */
function configuration(host: string) {
  const forward = {
    handler: "reverse_proxy",
    // Not verified: that an app reaches another one of its environment by this name, with a certificate that Caddy trusts.
    upstreams: [{ dial: `${host}:443` }],
    transport: { protocol: "http", compression: false, tls: {} },
    headers: {
      // Container Apps selects the app by its name in the Host.
      request: { set: { Host: [host] }, delete: ["Authorization", "Cookie", "X-Ms-*", "X-Forwarded-*"] },
    },
  };
  return {
    admin: { disabled: true, config: { persist: false } },
    apps: {
      http: {
        grace_period: "20s",
        servers: {
          front: {
            listen: [`:${FRONT_PORT}`],
            protocols: ["h1"],
            automatic_https: { disable: true },
            routes: [{ handle: [forward] }],
          },
        },
      },
    },
  };
}

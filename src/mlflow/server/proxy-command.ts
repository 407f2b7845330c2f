/** Name of the environment variable with the proxy's configuration. */
export const PROXY_VARIABLE = "MLOPS_PROXY_CONFIG";

/**
 * The command of a container with Caddy. The value of a variable is not expanded again in a here-document, so that the JSON is not changed;
 * with exec, Caddy gets SIGTERM.
 */
export const PROXY_COMMAND = ["sh", "-c", `exec caddy run --config - <<E\n$${PROXY_VARIABLE}\nE`];

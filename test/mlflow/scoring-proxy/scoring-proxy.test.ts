import { ScoringProxy } from "../../../src/mlflow/scoring-proxy/scoring-proxy";
import { SCORING_ERRORS, SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";

const ONE = { path: "score/iris", upstreams: [{ port: 5001, weight: 100 }], maxBodyBytes: 1000 };
const container = ScoringProxy.container({
  ...ONE,
  image: "caddy:2",
  snowflakeAccount: { account: "AB12345", region: "AWS_EU_CENTRAL_1" },
});

/** The weights of the proxy, if it has any. */
const weights = (...parts: number[]): unknown => {
  const upstreams = parts.map((weight, index) => ({ port: 5001 + index, weight }));
  const [, found] = /"weights":(\[[^\]]*\])/.exec(ScoringProxy.render({ ...ONE, upstreams })) ?? [];
  return found === undefined ? undefined : JSON.parse(found);
};

test("the container is the method proxy's, with another configuration: the account is no part of it", () => {
  expect(container.command[2]).toMatch(/^exec caddy run --config - <<E\n\$MLOPS_PROXY_CONFIG\nE$/);
  expect(container.port).toBe(8080);
  expect(container.environment.MLOPS_SNOWFLAKE_ACCOUNT).toBe("AB12345");
  expect(container.environment.MLOPS_SNOWFLAKE_REGION).toBe("AWS_EU_CENTRAL_1");
  expect(container.environment.MLOPS_PROXY_CONFIG).not.toContain("AB12345");
});

test("it fits in an environment variable: Cloud Run allows 32 KB", () => {
  const upstreams = Array.from({ length: 7 }, (_, index) => ({ port: 5001 + index, weight: 1 + index }));
  expect(ScoringProxy.render({ ...ONE, upstreams }).length).toBeLessThan(8_000);
});

test("weights have no common divisor, so that a round is short", () => {
  expect(weights(90, 10)).toEqual([9, 1]);
  expect(weights(50, 30, 20)).toEqual([5, 3, 2]);
  expect(weights(99, 1)).toEqual([99, 1]);
  expect(weights(100)).toBeUndefined();
});

test("no call is sent twice, nor to another server than the chosen one", () => {
  const { load_balancing } = JSON.parse(
    /\{"handler":"reverse_proxy".*?"transport"/
      .exec(ScoringProxy.render({ ...ONE, upstreams: [...ONE.upstreams, { port: 5002, weight: 1 }] }))?.[0]
      .replace(/,"transport"$/, "}") ?? "{}",
  ) as { load_balancing: object };
  expect(Object.keys(load_balancing)).toEqual(["selection_policy"]);
});

test("the proxy waits longer than a model's server, and says the same when it gives up", () => {
  const [, seconds] = /"response_header_timeout":"(\d+)s"/.exec(ScoringProxy.render(ONE)) ?? [];
  expect(Number(seconds)).toBeGreaterThan(SCORING_TIMEOUT_SECONDS);
  expect(ScoringProxy.render(ONE)).toContain(
    JSON.stringify(JSON.stringify({ error: SCORING_ERRORS.timeout.kind, message: SCORING_ERRORS.timeout.message })),
  );
});

import { targetGroupProbes } from "../../../src/rehearsal/clouds/aws/elb/probes";
import { askProbes, isAmong } from "../../../src/rehearsal/servers/probes";
import { AppliedState } from "../../../src/rehearsal/state";
import { EchoBackend } from "../snowflake/platform";

let backend: EchoBackend;
beforeAll(async () => {
  backend = await EchoBackend.start();
});
afterAll(() => backend.stop());

const located = {
  locate: (container: string, port: number) =>
    container === "proxy" && port === 8080 ? { host: "127.0.0.1", port: backend.port } : undefined,
};

function stateWith(health: Record<string, unknown>): AppliedState {
  const one = (type: string, attributes: Record<string, unknown>) => ({
    mode: "managed" as const,
    type,
    name: "one",
    instances: [{ attributes }],
  });
  return new AppliedState({
    resources: [
      one("aws_lb_target_group", { arn: "arn:tg", protocol: "HTTP", health_check: [health] }),
      one("aws_ecs_service", {
        load_balancer: [{ target_group_arn: "arn:tg", container_name: "proxy", container_port: 8080 }],
      }),
    ],
  });
}

test("a target group's health check is asked of the running container, by the balancer's address and name", async () => {
  backend.replies = [{ status: 200 }];
  const probes = targetGroupProbes(stateWith({ path: "/health", matcher: "200", port: "traffic-port" }));
  expect(await askProbes(probes, located)).toEqual([
    "The health check of aws_lb_target_group.one passes: GET /health of proxy:8080 answered 200, expected 200",
  ]);
  expect(backend.seen.at(-1)).toMatchObject({
    method: "GET",
    path: "/health",
    headers: { host: "10.0.0.10:8080", "user-agent": "ELB-HealthChecker/2.0" },
  });
});

test.each([
  [
    "a path that does not exist",
    { path: "/no-such", matcher: "200" },
    "GET /no-such of proxy:8080 answered 404, expected 200",
  ],
  ["no path, which is /", { matcher: "200-299" }, "GET / of proxy:8080 answered 404, expected 200-299"],
  [
    "a port on which nothing listens",
    { path: "/health", port: "9090" },
    "GET /health of proxy:9090: nothing listens there",
  ],
])("a health check with %s is named", async (_what, health, message) => {
  backend.replies = [{ status: 404 }];
  const asked = askProbes(targetGroupProbes(stateWith(health)), located);
  await expect(asked).rejects.toThrow(
    `aws_lb_target_group.one: the health check fails, so that no request is ever let through: ${message}`,
  );
});

test("a list and a range of statuses count as the load balancer counts them", () => {
  expect([200, 202, 204].map((status) => isAmong(status, "200,202"))).toEqual([true, true, false]);
  expect([199, 200, 299, 300].map((status) => isAmong(status, "200-299"))).toEqual([false, true, true, false]);
});

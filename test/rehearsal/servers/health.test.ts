import { tmpdir } from "node:os";
import { HealthProbe } from "../../../src/rehearsal/servers/health";
import { EchoBackend } from "../snowflake/platform";

let backend: EchoBackend;
beforeAll(async () => {
  backend = await EchoBackend.start();
});
afterAll(() => backend.stop());

test("a health command whose program this machine lacks is asked by its own address, not by /health", async () => {
  const healthCheck = ["no-such-program", "-q", `http://127.0.0.1:${backend.port}/no-such`];
  const probe = new HealthProbe({ name: "proxy", command: [], environment: {}, healthCheck }, 1, tmpdir());
  backend.replies = [{ status: 404 }];
  expect(await probe.isHealthy()).toBe(false);
  backend.replies = [{ status: 200 }];
  expect(await probe.isHealthy()).toBe(true);
  expect(backend.seen.map(({ path }) => path)).toEqual(["/no-such", "/no-such"]);
  expect(probe.method).toBe("GET /no-such");
});

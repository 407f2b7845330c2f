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

describe("a health command that fails", () => {
  const shell = (script: string) => ["/bin/sh", "-c", script];
  const probeOf = (healthCheck: string[]) =>
    new HealthProbe({ name: "proxy", command: [], environment: {}, healthCheck }, 1, tmpdir());
  const ask = async (probe: HealthProbe, times: number) => {
    for (let time = 0; time < times; time++) expect(await probe.isHealthy()).toBe(false);
  };

  test("is refused when the server answers its path with 4xx again and again, and says status and output", async () => {
    const probe = probeOf(shell(`echo wrong; exit 8 # http://127.0.0.1:${backend.port}/no-such`));
    backend.replies = [{ status: 404 }];
    await ask(probe, 7);
    expect(probe.isRefused).toBe(false);
    await ask(probe, 1);
    expect(probe.isRefused).toBe(true);
    expect(probe.said).toBe("it ended with status 8: wrong; GET /no-such answered 404");
  });

  test("is waited for while the server answers with 5xx, or not at all", async () => {
    const probe = probeOf(shell(`exit 1 # http://127.0.0.1:${backend.port}/health`));
    backend.replies = [{ status: 503 }];
    await ask(probe, 9);
    expect([probe.isRefused, probe.said]).toEqual([false, "it ended with status 1; GET /health answered 503"]);
    const silent = probeOf(shell("exit 1 # http://127.0.0.1:1/health"));
    await ask(silent, 9);
    expect([silent.isRefused, silent.said]).toEqual([false, "it ended with status 1; GET /health is not answered"]);
  });
});

import { NetworkError } from "../../../src/rehearsal/snowflake";
import type { GatewayResponse, HttpRequest } from "../../../src/rehearsal/snowflake";
import { deliver } from "../../../src/rehearsal/snowflake/delivery";
import type { DeliveryLimits, HttpCall } from "../../../src/rehearsal/snowflake/delivery";

const REQUEST: HttpRequest = {
  method: "POST",
  url: "https://x/y",
  headers: { "Content-Type": "application/json" },
  body: "{}",
};

function answer(status: number, body = ""): GatewayResponse {
  return { status, headers: {}, body: Buffer.from(body), notes: [] };
}

describe("the delivery of a batch", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  async function run(send: (n: number) => Promise<GatewayResponse>, limits: DeliveryLimits = {}) {
    const times: number[] = [];
    const log: HttpCall[] = [];
    const start = Date.now();
    const each = () => {
      times.push(Date.now() - start);
      return send(times.length);
    };
    const ended = deliver("LOG", REQUEST, each, limits, log).then(
      ({ status }) => String(status),
      (error: unknown) => String(error),
    );
    await jest.runAllTimersAsync();
    return { times, log, ended: await ended };
  }

  test("waits twice as long before each retry, until ten seconds are over", async () => {
    const { times, ended } = await run(() => Promise.resolve(answer(500, "broken")));
    expect(times).toEqual([0, 200, 600, 1400, 3000, 6200]);
    expect(ended).toBe(
      "SqlError: Request failed for external function LOG with remote service error: 500 'broken' (after 6 requests)",
    );
  });

  test("waits at most five seconds between retries", async () => {
    const { times } = await run(() => Promise.resolve(answer(429)), { retryMilliseconds: 22_000 });
    expect(times).toEqual([0, 200, 600, 1400, 3000, 6200, 11_200, 16_200, 21_200]);
  });

  test("retries when no answer came", async () => {
    const failing = (n: number) =>
      n < 3 ? Promise.reject(new NetworkError("connection reset")) : Promise.resolve(answer(200));
    expect(await run(failing)).toMatchObject({ ended: "200", log: [{ status: 0 }, { status: 0 }, { status: 200 }] });
    const never = await run(() => Promise.reject(new NetworkError("connection reset")), { retryMilliseconds: 0 });
    expect(never.ended).toBe(
      "SqlError: Request failed for external function LOG with remote service error: connection reset",
    );
  });

  test("does not take a defect of the rehearsal for an answer", async () => {
    const { ended, times } = await run(() => Promise.reject(new Error("defect")));
    expect([ended, times]).toEqual(["Error: defect", [0]]);
  });

  test("polls with growing waits that begin anew", async () => {
    const { times, log } = await run((n) => Promise.resolve(answer([500, 202, 202, 200][n - 1] ?? 200)));
    expect(times).toEqual([0, 200, 400, 800]);
    expect(log.map(({ method }) => method)).toEqual(["POST", "POST", "GET", "GET"]);
  });

  test("ends polling after its time", async () => {
    const { times, ended } = await run(() => Promise.resolve(answer(202)), { pollMilliseconds: 1500 });
    expect(times).toEqual([0, 200, 600, 1400]);
    expect(ended).toContain("still answered 202 at the end of the time for polls");
  });
});

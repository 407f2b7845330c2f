import { startingLate } from "../../../support/calls";
import { EchoBackend } from "../../snowflake/platform";
import { gatewayOf, operation, proxyAt, runtimeOf, type Change } from "./platform";

// A service without an instance starts one at the first call. Times are shortened: a start takes a minute, the gateway waits 60 s.
jest.setTimeout(60_000);

let backend: EchoBackend;
beforeEach(async () => {
  backend = await EchoBackend.start();
});
afterEach(() => backend.stop());

const START_MILLISECONDS = 1_500;
const RETRY_MILLISECONDS = 10_000;

/** What reached MLflow, by the argument of the call. */
const arrived = () => backend.seen.map(({ path }) => new URL(path, "http://mlflow").searchParams.get("k"));

const waitsOneSecond: Change = ({ document }) => {
  const { post } = document.paths["/post/api/{path=**}"] as ReturnType<typeof operation>;
  post["x-google-backend"].deadline = 1;
};

describe("the first call after idle", () => {
  test("is repeated while Cloud Run has no instance, and succeeds when one runs", async () => {
    const late = startingLate(proxyAt(backend), START_MILLISECONDS);
    const snowflake = runtimeOf(gatewayOf(late), {}, RETRY_MILLISECONDS);
    const result = await snowflake.call("LOG", ["search", 1]);
    expect(result.status).toBe(200);
    expect(result.attempts).toBeGreaterThan(1);
    expect(arrived()).toEqual(["search"]);
    expect(await snowflake.call("LOG", ["create", 1])).toMatchObject({ status: 200, attempts: 1 });
  });

  test("fails when no instance starts for as long as Snowflake repeats it", async () => {
    const result = await runtimeOf(gatewayOf({ locate: () => undefined }), {}, 1_000).call("LOG", ["search", 1]);
    expect(result.status).toBe(429);
    expect(result.error).toContain("429");
  });

  /** Calls one after the other, the first of which Cloud Run holds until an instance runs. */
  async function calls(change: Change | undefined, ...names: string[]): Promise<(number | undefined)[]> {
    backend.replies = [{ delayMilliseconds: START_MILLISECONDS }, {}];
    const snowflake = runtimeOf(gatewayOf(proxyAt(backend), change), {}, RETRY_MILLISECONDS);
    const results: (number | undefined)[] = [];
    for (const name of names) results.push((await snowflake.call("LOG", [name, 1])).status);
    return results;
  }

  test("arrives once when the gateway waits as long as the start takes", async () => {
    expect(await calls(undefined, "create")).toEqual([200]);
    expect(arrived()).toEqual(["create"]);
  });

  test("that Cloud Run holds for longer arrives again: in kedro's order that is the search, and one run is created", async () => {
    expect(await calls(waitsOneSecond, "search", "create")).toEqual([200, 200]);
    expect(arrived()).toEqual(["search", "search", "create"]);
  });

  test("makes two runs where it is the creation itself: a pipeline has to search first", async () => {
    expect(await calls(waitsOneSecond, "create")).toEqual([200]);
    expect(arrived()).toEqual(["create", "create"]);
  });
});

import { DEFAULT_TIMEOUT_SECONDS } from "../../../../src/azure/gateway/defaults";
import { startingLate } from "../../../support/calls";
import { EchoBackend } from "../../snowflake/platform";
import { POLICY, TIMEOUT, gatewayOf, proxyAt, runtimeOf, type Change } from "./platform";

// An app without a replica starts one at the first call. All times are shortened alike: a start takes a minute, and Snowflake is taken to
// repeat a call for five.
jest.setTimeout(60_000);

let backend: EchoBackend;
beforeEach(async () => {
  backend = await EchoBackend.start();
});
afterEach(() => backend.stop());

/** By this factor the gateway's timeout is one second: a policy has whole ones. */
const SHORTER = DEFAULT_TIMEOUT_SECONDS;
const START_MILLISECONDS = 60_000 / SHORTER;
const RETRY_MILLISECONDS = 300_000 / SHORTER;

/** What reached MLflow, by the argument of the call. */
const arrived = () => backend.seen.map(({ path }) => new URL(path, "http://mlflow").searchParams.get("k"));

const waitsOneSecond: Change = ({ objects }) => {
  const text = POLICY.replace(TIMEOUT, 'timeout="1"');
  if (text === POLICY) throw new Error(`the policy has no ${TIMEOUT}`);
  objects.azurerm_api_management_api_policy.xml_content = text;
};

describe("the first call after idle", () => {
  test("is repeated while the ingress has no replica, and succeeds when one runs", async () => {
    const late = startingLate(proxyAt(backend), START_MILLISECONDS);
    const snowflake = runtimeOf(gatewayOf(late), {}, RETRY_MILLISECONDS);
    const result = await snowflake.call("LOG", ["search", 1]);
    expect(result.status).toBe(200);
    expect(result.attempts).toBeGreaterThan(1);
    expect(arrived()).toEqual(["search"]);
    expect(await snowflake.call("LOG", ["create", 1])).toMatchObject({ status: 200, attempts: 1 });
  });

  test("fails when no replica starts for as long as Snowflake repeats it", async () => {
    const result = await runtimeOf(gatewayOf({ locate: () => undefined }), {}, 1_000).call("LOG", ["search", 1]);
    expect(result.status).toBe(503);
    expect(result.error).toContain("503");
  });

  /** Calls one after the other, the first of which the ingress holds until a replica runs: longer than the gateway waits. */
  async function calls(...names: string[]): Promise<(number | undefined)[]> {
    backend.replies = [{ delayMilliseconds: START_MILLISECONDS }, {}];
    const snowflake = runtimeOf(gatewayOf(proxyAt(backend), waitsOneSecond), {}, RETRY_MILLISECONDS);
    const results: (number | undefined)[] = [];
    for (const name of names) results.push((await snowflake.call("LOG", [name, 1])).status);
    return results;
  }

  test("that the ingress holds arrives again: in kedro's order that is the search, and one run is created", async () => {
    expect(await calls("search", "create")).toEqual([200, 200]);
    expect(arrived()).toEqual(["search", "search", "create"]);
  });

  test("makes two runs where it is the creation itself: a pipeline has to search first", async () => {
    expect(await calls("create")).toEqual([200]);
    expect(arrived()).toEqual(["create", "create"]);
  });
});

import { EchoBackend, platform } from "./platform";
import type { SnowflakeResources } from "./platform";

describe("the right to call a function", () => {
  let backend: EchoBackend;
  beforeAll(async () => {
    backend = await EchoBackend.start();
    backend.replies = [{ body: "{}" }];
  });
  afterAll(() => backend.stop());

  const call = (role: string | undefined, snowflake?: (resources: SnowflakeResources) => void) =>
    platform(backend, { snowflake }).call("LOG", ["k", 1], { role });

  test("belongs to the role that was granted USAGE on function, schema and database", async () => {
    expect((await call("KEDRO")).error).toBeUndefined();
  });

  test("is taken from the only role that holds it when the caller names none", async () => {
    const result = await platform(backend, { snowflake: ({ fn }) => (fn.context_headers = ["CURRENT_ROLE"]) }).call(
      "LOG",
      ["k", 1],
    );
    expect(result.httpCalls[0]?.requestHeaders["sf-context-current-role"]).toBe("KEDRO");
  });

  test("must be named when nobody or several hold it", async () => {
    await expect(call(undefined, ({ grants }) => grants.splice(2))).rejects.toThrow(
      "specify the role that calls LOG: none may use it",
    );
    await expect(
      call(undefined, ({ grants }) => grants.push({ ...grants[2], account_role_name: '"OTHER"' })),
    ).rejects.toThrow("specify the role that calls LOG: KEDRO, OTHER may use it");
  });

  test.each([
    [0, "SQL compilation error:\nDatabase 'DB' does not exist or not authorized."],
    [1, "SQL compilation error:\nSchema 'DB.S' does not exist or not authorized."],
    [2, "SQL compilation error:\nUnknown user-defined function DB.S.LOG"],
  ])("is missing without grant %d", async (index, message) => {
    const before = backend.seen.length;
    expect((await call("KEDRO", ({ grants }) => grants.splice(index, 1))).error).toBe(message);
    expect(backend.seen).toHaveLength(before);
  });

  test("is not given by another privilege, another signature or a future grant", async () => {
    const change = (grant: Record<string, unknown>) =>
      call("KEDRO", ({ grants }) => (grants[2] = { ...grants[2], ...grant }));
    const unknown = "SQL compilation error:\nUnknown user-defined function DB.S.LOG";
    expect((await change({ privileges: ["MONITOR"] })).error).toBe(unknown);
    const name = '"DB"."S"."LOG"(VARCHAR)';
    expect((await change({ on_schema_object: [{ object_type: "FUNCTION", object_name: name }] })).error).toBe(unknown);
    const future = [{ object_type_plural: "FUNCTIONS", in_schema: '"DB"."S"' }];
    expect((await change({ on_schema_object: [{ future }] })).error).toBe(unknown);
    expect((await change({ on_schema_object: [{ all: future }] })).error).toBeUndefined();
  });

  test("does not depend on sizes in the granted signature", async () => {
    const object_name = "DB.S.LOG(VARCHAR(16777216), FLOAT)";
    const result = await call(
      "KEDRO",
      ({ grants }) => (grants[2] = { ...grants[2], on_schema_object: [{ object_type: "FUNCTION", object_name }] }),
    );
    expect(result.error).toBeUndefined();
  });

  test("is inherited from granted roles, over several steps", async () => {
    const link = ({ roleGrants }: SnowflakeResources) =>
      roleGrants.push(
        { role_name: '"KEDRO"', parent_role_name: "TEAM" },
        { role_name: "TEAM", parent_role_name: "LEAD" },
      );
    expect((await call("LEAD", link)).error).toBeUndefined();
    expect((await call("LEAD")).error).toContain("Database 'DB' does not exist or not authorized.");
  });

  test("belongs to the owner too", async () => {
    expect((await call("ACCOUNTADMIN", ({ grants }) => grants.splice(0))).error).toBeUndefined();
  });
});

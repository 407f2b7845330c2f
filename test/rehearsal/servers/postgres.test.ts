import { existsSync, statSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { startPostgres, type Postgres } from "../../../src/rehearsal/servers";
import { requireFromEmbeddedPostgres } from "../../../src/rehearsal/servers/postgres-binaries";

interface Client {
  connect(): Promise<void>;
  query(sql: string): Promise<{ readonly rows: unknown[] }>;
  end(): Promise<void>;
  on(event: "error", listener: () => void): void;
}

function connectAs(postgres: Postgres, user: string, password: string, database: string): Client {
  const { Client } = requireFromEmbeddedPostgres("pg") as { Client: new (options: object) => Client };
  return new Client({ host: postgres.host, port: postgres.port, user, password, database });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the local PostgreSQL", () => {
  let postgres: Postgres;

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);

  afterAll(() => postgres.stop());

  it("is a real server of the packaged version", () => {
    expect(postgres.version).toMatch(/^18\.\d+/);
  });

  it("does not run as root", () => {
    expect(statSync(postgres.folder).uid).not.toBe(0);
    expect(statSync(postgres.folder).mode & 0o077).toBe(0);
  });

  it("listens on 127.0.0.1 alone", async () => {
    expect(await postgres.query("SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const others = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter(({ family, address }) => family === "IPv4" && address !== "127.0.0.1"),
    );
    for (const { address } of others) {
      const refusal = await new Promise((resolve) => {
        connect(postgres.port, address)
          .once("error", resolve)
          .once("connect", () => resolve(undefined));
      });
      expect(refusal).toMatchObject({ code: "ECONNREFUSED" });
    }
  });

  it("makes databases whose user owns them and is no superuser", async () => {
    const password = "it's secret";
    const database = await postgres.createDatabase({ name: "first", user: "mlflow", password });
    expect(database).toMatchObject({ host: "127.0.0.1", port: postgres.port });
    const client = connectAs(postgres, "mlflow", password, "first");
    await client.connect();
    await client.query("CREATE TABLE runs (id integer)");
    const { rows } = await client.query("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user");
    await client.end();
    expect(rows).toEqual([{ rolsuper: false, rolcreatedb: false }]);
  });

  it("lets nobody in with a wrong password", async () => {
    await postgres.createDatabase({ name: "closed", user: "owner", password: "right" });
    await expect(connectAs(postgres, "owner", "wrong", "closed").connect()).rejects.toThrow(
      /password authentication failed/,
    );
    await expect(connectAs(postgres, "postgres", "", "closed").connect()).rejects.toThrow();
  });

  it("makes several databases of one user, and refuses the same one twice or another password", async () => {
    const request = { name: "one", user: "shared", password: "secret" };
    await postgres.createDatabase(request);
    await postgres.createDatabase({ ...request, name: "two" });
    await expect(postgres.createDatabase(request)).rejects.toThrow('database "one" already exists');
    await expect(postgres.createDatabase({ ...request, name: "three", password: "other" })).rejects.toThrow(
      "the database user shared exists with another password",
    );
  });

  it("stops cleanly and removes its folder, even with a client connected", async () => {
    const another = await startPostgres();
    await another.createDatabase({ name: "busy", user: "busy", password: "busy" });
    const client = connectAs(another, "busy", "busy", "busy");
    client.on("error", () => undefined);
    await client.connect();
    await another.stop();
    await another.stop();
    expect(isAlive(another.pid)).toBe(false);
    expect(existsSync(another.folder)).toBe(false);
  }, 60_000);
});

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, type Postgres } from "../../../src/rehearsal/servers/postgres";

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
  let seconds: number;

  beforeAll(async () => {
    const begin = performance.now();
    postgres = await startPostgres();
    seconds = (performance.now() - begin) / 1000;
  }, 60_000);

  afterAll(() => postgres.stop());

  it("starts within 30 seconds even on a busy machine", () => {
    console.log(seconds);
    expect(seconds).toBeLessThan(30);
  });

  it("listens on 127.0.0.1 alone", async () => {
    expect(await postgres.query("SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    expect(postgres.host).toBe("127.0.0.1");
  });
});

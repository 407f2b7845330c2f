import { transformFileSync } from "@swc/core";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts, ServerProcess } from "../../../src/rehearsal/servers/server-process";

const folder = mkdtempSync(join(tmpdir(), "mlops-process-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENVIRONMENT = { PATH: "/usr/bin:/bin" };

function groupIsAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function holdsWithin(ms: number, condition: () => boolean): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!condition() && Date.now() < deadline) await sleep(20);
  return condition();
}

function start(script: string, name: string, graceMs = 5_000): Promise<ServerProcess> {
  const command = ["/bin/sh", "-c", script];
  return ServerProcess.start({ name, command, env: ENVIRONMENT, cwd: folder, logFile: join(folder, name), graceMs });
}

describe("a server process", () => {
  it("ends with everything that it started", async () => {
    const server = await start("sleep 1000 & sleep 1000", "group");
    await server.stop();
    expect(groupIsAlive(server.pid)).toBe(false);
    expect(server.describeEnd()).toBe("was ended by SIGTERM");
  });

  it("that ignores the request to end is killed after its grace", async () => {
    const server = await start("trap '' TERM; echo ready; while :; do sleep 0.05; done", "stubborn", 300);
    expect(await holdsWithin(5_000, () => server.lastLines() === "ready")).toBe(true);
    await server.stop();
    expect(groupIsAlive(server.pid)).toBe(false);
    expect(server.describeEnd()).toBe("was ended by SIGKILL");
  });

  it("that ended by itself says how, and takes along what it left behind when it is stopped", async () => {
    const server = await start("sleep 1000 & echo last words; exit 3", "dead");
    await server.ended;
    expect(server.describeEnd()).toBe("ended with status 3");
    expect(server.lastLines()).toBe("last words");
    expect(groupIsAlive(server.pid)).toBe(true);
    await server.stop();
    expect(groupIsAlive(server.pid)).toBe(false);
  });

  it("that cannot be started says so by its name", async () => {
    const missing = ServerProcess.start({
      name: "container x",
      command: ["/no/such/program"],
      env: ENVIRONMENT,
      cwd: folder,
      logFile: join(folder, "missing"),
    });
    await expect(missing).rejects.toThrow("container x could not be started: spawn /no/such/program ENOENT");
  });

  it("gets ports that differ from each other", async () => {
    expect(new Set(await freePorts(5)).size).toBe(5);
  });
});

describe("a server whose starter is gone", () => {
  const module = join(folder, "server-process.cjs");
  const program = join(folder, "starter.cjs");

  beforeAll(() => {
    const { code } = transformFileSync(join(__dirname, "../../../src/rehearsal/servers/server-process.ts"), {
      swcrc: false,
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    writeFileSync(module, code);
    writeFileSync(
      program,
      `const { ServerProcess } = require(${JSON.stringify(module)});
      const [name, folder] = process.argv.slice(2);
      ServerProcess.start({ name, command: ["/bin/sh", "-c", "sleep 1000 & sleep 1000"], env: ${JSON.stringify(ENVIRONMENT)},
        cwd: folder, logFile: folder + "/log", folders: [folder] }).then(({ pid }) => {
          require("node:fs").writeFileSync(folder + ".pid", String(pid));
          if (name === "throws") throw new Error("not caught");
          if (name === "exits") process.exit(0);
          setInterval(() => undefined, 1000);
        });`,
    );
  });

  it.each([
    ["throws", undefined],
    ["exits", undefined],
    ["is interrupted", "SIGINT"],
    ["is terminated", "SIGTERM"],
    ["is killed", "SIGKILL"],
  ] as const)(
    "ends, and its folders go, when the starter %s",
    async (name, signal) => {
      const own = join(folder, name.replace(" ", "-"));
      mkdirSync(own);
      const starter = spawn(process.execPath, [program, name, own], { stdio: "ignore" });
      const ended = once(starter, "exit");
      expect(await holdsWithin(10_000, () => existsSync(`${own}.pid`))).toBe(true);
      await sleep(20);
      const pid = Number(readFileSync(`${own}.pid`, "utf8"));
      if (signal !== undefined) starter.kill(signal);
      await ended;
      expect(await holdsWithin(6_000, () => !groupIsAlive(pid))).toBe(true);
      expect(await holdsWithin(6_000, () => !existsSync(own))).toBe(true);
    },
    30_000,
  );
});

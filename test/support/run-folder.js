// Jest's global setup: gives a run of the tests a temporary folder of its own, for everything that it starts, and removes it when the
// run ends. A run that was killed leaves its folder: the next run removes it.
const { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const PREFIX = "mlops-tests-";
const PID = "pid";
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

const remove = (folder) => rmSync(folder, { recursive: true, force: true });

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function removeAbandoned() {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const file = join(tmpdir(), name, PID);
    if (existsSync(file) && !isAlive(Number(readFileSync(file, "utf8")))) remove(join(tmpdir(), name));
  }
}

module.exports = () => {
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, PID), String(process.pid));
  // As root PostgreSQL runs as another user, and its folder is below.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  process.once("exit", () => remove(folder));
  for (const [signal, status] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(status));
};

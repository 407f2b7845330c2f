// Checks package-lock.json: it must install by `npm ci` on Linux and macOS, x64 and arm64, and hold no licence that would
// bind the users of this package.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FORBIDDEN = /\b(AGPL|SSPL|BUSL|BSL-1\.1|Commons-Clause|Elastic-2\.0)\b/i;
const PLATFORMS = /(linux|darwin)/;

/** All faults of a parsed lock file, one sentence each. */
export function faultsOf(lock) {
  const faults = [];
  const entries = Object.entries(lock.packages ?? {});
  const byName = new Map();
  for (const [path, entry] of entries) {
    if (path === "") continue;
    const name = entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    byName.set(name, [...(byName.get(name) ?? []), entry]);
    // What a package bundles comes inside its own archive.
    if (!entry.link && !entry.inBundle && (!entry.version || !entry.integrity))
      faults.push(`${path} has no version or no integrity`);
    const licence = typeof entry.license === "string" ? entry.license : "";
    // A choice such as (MIT OR AGPL-3.0) leaves the user a free one.
    if (licence.split(/\bOR\b/).every((part) => FORBIDDEN.test(part))) faults.push(`${path} is licensed ${licence}`);
  }
  for (const [path, entry] of entries) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!byName.has(name) && PLATFORMS.test(name)) {
        faults.push(`${path || "the root"} names the optional package ${name}@${range}, which has no entry of its own`);
      }
    }
  }
  return faults;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  const faults = faultsOf(lock);
  for (const fault of faults) console.error(`package-lock.json: ${fault}`);
  console.log(`package-lock.json: ${Object.keys(lock.packages).length - 1} packages, ${faults.length} faults`);
  process.exit(faults.length === 0 ? 0 : 1);
}

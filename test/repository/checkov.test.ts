import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../support/cli";

// Installs checkov from PyPI at the first run.
jest.setTimeout(400_000);

test("checkov finds nothing in any environment that has no reason, and every reason is still needed", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts", "checkov.mjs")], {
    cwd: ROOT,
    encoding: "utf8",
  });
  // pip may have a notice.
  expect({ status, problems: status === 0 ? "" : stderr }).toEqual({ status: 0, problems: "" });
  expect(stdout).toMatch(/[1-9]\d* passed, \d+ accepted with a reason, 0 failed/);
});

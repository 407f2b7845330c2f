// Draws the pictures of the documentation: the resources of each cloud's dev environment, and their critical path. Needs a build.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const stack of ["aws-dev", "azure-dev", "gcp-dev"])
  for (const [name, options] of [
    [stack, []],
    [`${stack}-critical-path`, ["--critical-path"]],
  ])
    execFileSync(
      process.execPath,
      [join(root, "dist/cli/main.js"), "graph", stack, ...options, "--out", join("docs/images", `${name}.svg`)],
      { cwd: root, stdio: "inherit" },
    );

// The test files that need MLflow, and whether there is a Python to run it with. Without one they are left out and the run says so;
// with CI set they run all the same, and fail with the remedy.
const { spawnSync } = require("node:child_process");

const SUITES = [
  "cli/check-azure",
  "cli/check-gcp",
  "cli/check-command",
  "cli/checkov/run",
  "examples/iris-pipeline",
  "inspect/pipelines/examples",
  "mlflow/catalogue/catalogue-live",
  "mlflow/server/layer",
  "mlflow/live",
  "aws/model-endpoint/promotion-rehearsed",
  "mlflow/scoring/live",
  "mlflow/proxy/proxy-live",
  "mlflow/server/pools-live",
  "mlflow/server/schema-step",
  "rehearsal/clouds/azure/rotation",
  "rehearsal/clouds/gcp/rotation",
  "repository/checkov",
  "rehearsal/servers/containers",
  "rehearsal/servers/python",
  "rehearsal/scenario/aws-dev",
  "rehearsal/scenario/aws-prod",
  "rehearsal/scenario/azure-dev",
  "rehearsal/scenario/azure-prod",
  "rehearsal/scenario/gcp-dev",
  "rehearsal/scenario/gcp-prod",
  "rehearsal/scenario/existing",
];

const PROBE = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

function hasPython(env = process.env) {
  const own = env.MLOPS_PYTHON ?? "";
  const candidates = own === "" ? ["python3.13", "python3.12", "python3.11", "python3.10", "python3"] : [own];
  return candidates.some((command) => spawnSync(command, ["-I", "-c", PROBE], { env }).status === 0);
}

let found;

/** The test files that are left out here. */
function leftOut(env) {
  // Jest's configuration and its reporter ask; the answer takes a start of Python.
  if (env === undefined) return (found ??= leftOut(process.env));
  const isStrict = (env.CI ?? "") !== "" && env.CI !== "false";
  return isStrict || hasPython(env) ? [] : SUITES;
}

module.exports = { SUITES, leftOut };

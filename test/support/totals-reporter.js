const { leftOut } = require("./python-suites");

// Prints the totals of a run as one plain closing line, and what was left out of it.
class TotalsReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const suites = leftOut();
    if (suites.length > 0)
      process.stderr.write(
        `\nskipped ${suites.length} test files: MLflow needs Python 3.10 or newer with its venv module, and none was found. ` +
          `Install it, or set MLOPS_PYTHON.\n${suites.map((suite) => `  test/${suite}.test.ts\n`).join("")}`,
      );
    const leftOutFiles = suites.length > 0 ? `, ${suites.length} files left out` : "";
    process.stderr.write(
      `\ntests: ${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped${leftOutFiles}\n`,
    );
  }
}
module.exports = TotalsReporter;

const { default: Sequencer } = require("@jest/test-sequencer");
const { SUITES } = require("./python-suites");

// Jest begins with the files that took longest the last time. On a fresh checkout it goes by the size of the files, and the longest of
// ours are small: begun last, they would leave the other worker without work.
const LONG = [
  ...SUITES,
  "aws/existing-rehearsed",
  "aws/changes-rehearsed",
  "azure/components-rehearsed",
  "azure/existing-rehearsed",
  "azure/model-endpoint/promotion-rehearsed",
  "azure/ui-access/applied",
  "gcp/components-rehearsed",
  "gcp/existing-rehearsed",
  "gcp/model-endpoint/promotion-rehearsed",
  "rehearsal/mutations/mutations",
  "cli/faults",
  "cli/open",
  "cli/policy",
  "examples/examples",
  "inspect/pipelines/run",
  "package/programs",
  "rehearsal/faults/sample",
  "rehearsal/scenario/refusals",
  "upgrade/upgrade",
];

class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => LONG.some((suite) => path.endsWith(`/test/${suite}.test.ts`));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}

module.exports = LongestFirst;
module.exports.LONG = LONG;

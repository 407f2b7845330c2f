// Tests mirror src/. swc compiles without type checking; `npm run typecheck` checks the types of src, stacks and test.
const { leftOut } = require("./test/support/python-suites");

module.exports = {
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...leftOut().map((suite) => `/test/${suite}\\.test\\.ts$`)],
  testEnvironment: "node",
  testSequencer: "<rootDir>/test/support/longest-first.js",
  setupFiles: ["<rootDir>/test/support/token-stacks.js"],
  globalSetup: "<rootDir>/test/support/run-folder.js",
  // Jest's own is in the temporary folder.
  cacheDirectory: "<rootDir>/node_modules/.cache/jest",
  maxWorkers: 2,
  reporters: ["default", "<rootDir>/test/support/totals-reporter.js"],
  transform: {
    "^.+\\.(t|j)s$": [
      "@swc/jest",
      {
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
        module: { type: "commonjs", ignoreDynamic: true },
      },
    ],
  },
  transformIgnorePatterns: ["/node_modules/", "/dist/", "/.build/"],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.build/", "<rootDir>/cdktf.out/"],
  moduleNameMapper: {
    "^archiver$": "<rootDir>/test/support/archiver.js",
    "^cdktf-snowflake-mlops$": "<rootDir>/src",
    "^cdktf-snowflake-mlops/package.json$": "<rootDir>/package.json",
    "^cdktf-snowflake-mlops/(.+)$": "<rootDir>/src/$1",
  },
};

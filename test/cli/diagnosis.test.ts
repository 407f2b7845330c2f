import { diagnoseAny } from "../../src/cli/check/diagnosis";

test.each([
  ["Requested role 'TEAM' is not assigned to the executing user", "role"],
  ["No active warehouse selected in the current session", "warehouse"],
  ["Database 'MLOPS' does not exist or not authorized", "grant"],
  ["SQL access control error: Insufficient privileges to operate on schema 'MLFLOW'", "grant"],
  ["Location 'https://x' is not allowed by integration 'MLOPS_API'", "integration"],
  ["JavaScript execution error: Uncaught TypeError", "translator"],
  ["Something else", "unknown"],
])("%s is diagnosed as %s", (message, component) => {
  expect(diagnoseAny(message).component).toBe(component);
});

import { refusal, request } from "./support/translators";

const ARGS = ["948e2671de8647c1acc0559c010325e0", "k", 1];
const METRIC = "MLFLOW_RUN_LOG_METRIC";
const timestamp = (value: unknown, key = "SF_CONTEXT_CURRENT_TIMESTAMP"): unknown =>
  request(METRIC, ARGS, { [key]: value }).body?.timestamp;

describe("the statement's time", () => {
  test.each([
    ["2026-11-21 09:00:00.123 -0800", "1795280400123"],
    ["2026-11-21 17:00:00.123 +0000", "1795280400123"],
    ["2026-11-21 17:00:00.123 +00:00", "1795280400123"],
    ["2026-11-21 17:00:00.123 Z", "1795280400123"],
    ["2026-11-21T17:00:00.123Z", "1795280400123"],
    ["2026-11-21 22:30:00.123 +0530", "1795280400123"],
    ["2026-11-21 17:00:00 +0000", "1795280400000"],
    ["2026-11-21 17:00:00. +0000", "1795280400000"],
    ["2026-11-21 17:00:00.1 +0000", "1795280400100"],
    ["2026-11-21 17:00:00.123456789 +0000", "1795280400123"],
    ["2026-11-21 17:00:00.999999 +0000", "1795280400999"],
    ["2024-02-29 00:00:00.000 +0000", "1709164800000"],
    [" 1970-01-01 00:00:00.000 +0000 ", "0"],
  ])("%s is %s ms", (text, expected) => {
    expect(timestamp(text)).toBe(expected);
  });

  test("is found under either spelling of the header", () => {
    expect(timestamp("2026-11-21 09:00:00.123 -0800", "sf-context-current-timestamp")).toBe("1795280400123");
  });

  test("without an offset is refused with the remedy", () => {
    const text = refusal(METRIC, ARGS, { SF_CONTEXT_CURRENT_TIMESTAMP: "2026-11-21 09:00:00.123" });
    expect(text).toMatch(/^MLFLOW_RUN_LOG_METRIC: timestamp .*no offset from UTC/);
    expect(text).toContain("ALTER SESSION SET TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM'");
    expect(text).toContain("give the time as an argument");
  });

  test.each([
    "Sat, 21 Nov 2026 09:00:00 -0800",
    "11/21/2026 09:00:00 +0000",
    "2026-11-21",
    "1795280400123",
    "2026-11-21 09:00:00.1234567890 +0000",
    "",
    "now",
  ])("%s is not guessed", (text) => {
    expect(refusal(METRIC, ARGS, { SF_CONTEXT_CURRENT_TIMESTAMP: text })).toMatch(/timestamp cannot be read from/);
  });

  test.each([
    "2026-02-30 09:00:00 +0000",
    "2026-13-01 09:00:00 +0000",
    "2026-11-21 25:00:00 +0000",
    "2026-11-21 09:60:00 +0000",
    "2026-11-21 09:00:00 +1500",
    "2026-11-21 09:00:00 +0060",
  ])("%s does not exist", (text) => {
    expect(refusal(METRIC, ARGS, { SF_CONTEXT_CURRENT_TIMESTAMP: text })).toMatch(/does not exist/);
  });

  test("is never replaced by the clock", () => {
    expect(refusal(METRIC, ARGS, {})).toMatch(/timestamp is missing, and the request has no context header/);
    expect(refusal(METRIC, ARGS, null)).toMatch(/timestamp is missing/);
  });

  test("that is missing is asked for under the argument's name, or the place in a list", () => {
    expect(refusal("MLFLOW_RUNS_LOG_METRIC", [...ARGS, null, null], {})).toMatch(/: TIMESTAMP is missing/);
    const points = [
      { key: "a", value: 1, timestamp: 1 },
      { key: "b", value: 2 },
    ];
    expect(refusal("MLFLOW_RUNS_LOG_BATCH", [ARGS[0], points, null, null, null], {})).toMatch(
      /: METRICS\[1\]\.timestamp is missing/,
    );
  });

  test("is not needed where the caller gives the time", () => {
    expect(request("MLFLOW_RUNS_LOG_METRIC", [...ARGS, "1700000000000", null], {}).body?.timestamp).toBe(
      "1700000000000",
    );
  });
});

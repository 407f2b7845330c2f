import { requestTranslator } from "../../../src/mlflow/translators/request";
import { definition, MAX_URL, request, run, type Translated } from "../support/translators";

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
    [" 1970-01-13 00:00:00.000 +0000 ", "1036800000"],
    ["Sat, 21 Nov 2026 09:00:00 -0800", "1795280400000"],
    ["Sat, 21 Nov 2026 17:00:00 Z", "1795280400000"],
    ["Thu, 29 Feb 2024 00:00:00 +0000", "1709164800000"],
    ["Mon, 04 May 2026 05:30:00 +0530", "1777852800000"],
  ])("%s is %s ms", (text, expected) => {
    expect(timestamp(text)).toBe(expected);
  });

  test.each([
    "SF_CONTEXT_CURRENT_TIMESTAMP",
    "sf-context-current-timestamp",
    "sf_context_current_timestamp",
    "SF-CONTEXT-CURRENT-TIMESTAMP",
    "Sf-Context-Current-Timestamp",
    "Sf_Context-current_TIMESTAMP",
  ])("is found in the header %s", (header) => {
    expect(timestamp("2026-11-21 09:00:00.123 -0800", header)).toBe("1795280400123");
  });

  test("is not taken from the header's base64 twin", () => {
    expect(isClock(timestamp("2026-11-21 09:00:00.123 -0800", "sf-context-current-timestamp-base64"))).toBe(true);
  });
});

/** Whether a time is the one that the translator's own clock shows. */
function isClock(value: unknown): boolean {
  return Math.abs(Number(value) - Date.now()) < 60_000;
}

describe("the clock's time stands for a statement's time", () => {
  test.each([
    "2026-11-21 09:00:00.123",
    "Sat, 21 Nov 2026 09:00:00",
    "11/21/2026 09:00:00 +0000",
    "21-11-2026 09:00:00 +0000",
    "2026-11-21",
    "1795280400123",
    "2026-11-21 09:00:00.1234567890 +0000",
    "2026-11-21 09:00:00.123 AM +0000",
    "26-11-21 09:00:00 +0000",
    "Saturday, 21 Nov 2026 09:00:00 +0000",
    "",
    "now",
  ])("in a format that is not known: %s", (text) => {
    expect(isClock(timestamp(text))).toBe(true);
  });

  test.each([
    "2026-02-30 09:00:00 +0000",
    "2026-13-01 09:00:00 +0000",
    "2026-21-11 09:00:00 +0000",
    "2026-11-21 25:00:00 +0000",
    "2026-11-21 24:00:00 +0000",
    "2026-11-21 09:60:00 +0000",
    "2026-11-21 09:00:00 +1500",
    "2026-11-21 09:00:00 +0060",
    "Mon, 30 Feb 2026 09:00:00 +0000",
    "Sun, 21 Nov 2026 09:00:00 +0000",
    "Sat, 21 Nou 2026 09:00:00 +0000",
    "Sat, 21 Nov 2026 25:00:00 +0000",
  ])("that does not exist: %s", (text) => {
    expect(isClock(timestamp(text))).toBe(true);
  });

  test("whose day may be its month, unless it is near the clock", () => {
    for (const text of ["2026-05-04 09:00:00 +0000", "2031-12-01 09:00:00 +0000", "1999-01-12 09:00:00 +0000"])
      expect(isClock(timestamp(text))).toBe(true);
  });

  test("in every session with YYYY-DD-MM, and never in one with YYYY-MM-DD", () => {
    const source = requestTranslator(definition(METRIC), MAX_URL);
    for (let day = 0; day < 366; day++) {
      const now = new Date(Date.UTC(2028, 0, 1 + day, 9, 30));
      const begun = new Date(now.getTime() - 5_000);
      const read = (text: string): number => {
        const event = { body: { data: [[0, ...ARGS]] }, contextHeaders: { SF_CONTEXT_CURRENT_TIMESTAMP: text } };
        const { body } = run(source.replace("Date.now()", String(now.getTime())), event) as Translated;
        return Number(body?.timestamp);
      };
      const iso = begun.toISOString();
      expect(read(iso)).toBe(begun.getTime());
      const swapped = iso.replace(/^(\d+)-(\d\d)-(\d\d)/, "$1-$3-$2");
      expect(read(swapped)).toBe(swapped === iso ? begun.getTime() : now.getTime());
    }
  });

  test("that is missing", () => {
    expect(isClock(request(METRIC, ARGS, {}).body?.timestamp)).toBe(true);
    expect(isClock(request(METRIC, ARGS, null).body?.timestamp)).toBe(true);
    const points = [
      { key: "a", value: 1, timestamp: 1 },
      { key: "b", value: 2 },
    ];
    const { metrics } = request("MLFLOW_RUNS_LOG_BATCH", [ARGS[0], points, null, null, null], {}).body ?? {};
    const [given, clock] = metrics as { timestamp: string }[];
    expect([given?.timestamp, isClock(clock?.timestamp)]).toEqual(["1", true]);
  });
});

describe("the statement's time", () => {
  test("is not needed where the caller gives the time", () => {
    expect(request("MLFLOW_RUNS_LOG_METRIC", [...ARGS, "1700000000000", null], {}).body?.timestamp).toBe(
      "1700000000000",
    );
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownReasons, projectReasons, stale, unexplained, type FailedCheck } from "../../../src/cli/checkov";

const folder = mkdtempSync(join(tmpdir(), "mlops-reasons-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const failed = (check: string, ...types: string[]): FailedCheck => ({
  ...{ check, types, name: "Ensure", stack: "dev", resource: `${types[0]}.x` },
});
const reason = { check: "CKV_AWS_1", types: ["aws_lb"], reason: "It is internal." };

test("a reason accepts a check for its types alone", () => {
  const found = [failed("CKV_AWS_1", "aws_lb"), failed("CKV_AWS_1", "aws_s3_bucket"), failed("CKV_AWS_2", "aws_lb")];
  expect(unexplained(found, [reason])).toEqual(found.slice(1));
});

test("a reason for which nothing fails any more is named", () => {
  const old = { ...reason, check: "CKV_AWS_3" };
  expect(stale([failed("CKV_AWS_1", "aws_lb")], [reason, old])).toEqual([old]);
});

test("the constructs have reasons for the three clouds", () => {
  const clouds = new Set(ownReasons().map(({ check }) => check.split("_")[1]));
  expect([...clouds].sort()).toEqual(["AWS", "AZURE", "GCP"]);
});

test("a project without a file has no reasons of its own", () => {
  expect(projectReasons(join(folder, "nowhere"))).toEqual([]);
});

test.each([
  ["{", "it is not JSON"],
  ["[]", 'it has no list "accepted"'],
  ['{"accepted": [{"types": ["aws_lb"], "reason": "x"}]}', "accepted[0] has no check"],
  ['{"accepted": [{"check": "everything", "types": ["aws_lb"], "reason": "x"}]}', "accepted[0] has no check"],
  ['{"accepted": [{"check": "CKV_AWS_1", "reason": "x"}]}', "accepted[0] (CKV_AWS_1) has no types"],
  [
    '{"accepted": [{"check": "CKV_AWS_1", "types": ["aws_lb"], "reason": " "}]}',
    "accepted[0] (CKV_AWS_1) has no reason",
  ],
])("%s is refused", (content, message) => {
  writeFileSync(join(folder, "checkov.json"), content);
  expect(() => projectReasons(folder)).toThrow(
    `${join(folder, "checkov.json")}: ${message}. An entry of "accepted" is`,
  );
});

import { Cleanup } from "../../../src/rehearsal/scenario/cleanup";
import { Steps, untilInterrupted, type Progress } from "../../../src/rehearsal/scenario/progress";

function recorder(): { lines: string[]; progress: Progress } {
  const lines: string[] = [];
  const progress: Progress = {
    begin: (step) => void lines.push(`begin ${step}`),
    end: (step) => void lines.push(`end ${step}`),
    fail: (step) => void lines.push(`fail ${step}`),
    note: (text) => void lines.push(text),
  };
  return { lines, progress };
}

test("after an interrupt no step reports, and none begins", async () => {
  const cleanup = new Cleanup();
  const { lines, progress } = recorder();
  const steps = new Steps(untilInterrupted(progress, cleanup), {});
  await steps.step("synthesize", () => Promise.resolve());
  const deploy = steps.step("cdktf deploy", async () => {
    await cleanup.interrupt();
    throw new Error("231 resources are left");
  });
  await expect(deploy).rejects.toThrow("231 resources are left");
  const begun: string[] = [];
  await expect(steps.step("cdktf destroy", () => Promise.resolve(begun.push("destroy")))).rejects.toThrow(
    "interrupted",
  );
  expect(begun).toEqual([]);
  expect(lines).toEqual(["begin synthesize", "end synthesize", "begin cdktf deploy"]);
});

test("an interrupt ends what was started", async () => {
  const cleanup = new Cleanup();
  const ended: string[] = [];
  cleanup.add("first", () => void ended.push("first"));
  cleanup.add("second", () => void ended.push("second"));
  expect(await cleanup.interrupt()).toEqual([]);
  expect(ended).toEqual(["second", "first"]);
});

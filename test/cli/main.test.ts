import { CliRun } from "../support/cli";

test("the command alone says what to do first", async () => {
  const run = new CliRun([]);
  expect(await run.ended).toBe(0);
  const [usage, ...lines] = run.stdout.split("\n");
  expect(usage).toBe("Usage: mlops <command> [stack]");
  const commands = lines.flatMap((line) => /^ {2}((?:npx cdktf|mlops) \S+)/.exec(line)?.[1] ?? []);
  expect(commands).toEqual(["mlops doctor", "mlops rehearse", "mlops doctor", "npx cdktf deploy", "mlops check"]);
});

test("a misspelled command is answered by the one that is meant", async () => {
  const run = new CliRun(["rehears"]);
  expect(await run.ended).toBe(2);
  expect(run.output).toContain("Did you mean rehearse?");
});

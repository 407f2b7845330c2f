import { CommandError, lastWords, mustRun, run, stopCommands } from "../../../src/rehearsal/deploy/command";

const here = { cwd: __dirname, env: process.env };

test("a status other than 0 is an answer of run and an error of mustRun", async () => {
  const script = ["-e", "console.log('out'); console.error('err'); process.exit(3)"];
  const result = await run(process.execPath, script, here);
  expect(result.code).toBe(3);
  expect(result.stdout).toBe("out\n");
  expect(result.output).toContain("err");
  await expect(mustRun(process.execPath, script, { ...here, what: "the script" })).rejects.toThrow(
    "the script failed with status 3",
  );
});

test("lines and the words of an error are explained to a person, what is kept of the output is not", async () => {
  const script = ["-e", "console.log('Error: one\\ntwo'); process.exit(1)"];
  const seen: string[] = [];
  const explain = (line: string) => `${line}!`;
  const failure = await mustRun(process.execPath, script, {
    ...here,
    what: "it",
    explain,
    onLine: (line) => seen.push(line),
  }).catch((error: unknown) => error as CommandError);
  expect(seen).toEqual(["Error: one!", "two!"]);
  expect(failure).toMatchObject({
    message: "it failed with status 1:\nError: one!\ntwo!",
    output: "Error: one\ntwo\n",
  });
});

test("a program that does not exist is an error that names it", async () => {
  await expect(run("no-such-program", [], here)).rejects.toThrow(CommandError);
});

test("stopCommands ends what still runs", async () => {
  const sleeping = run(process.execPath, ["-e", "console.log('up'); setTimeout(() => undefined, 60_000)"], here);
  await stopCommands();
  expect((await sleeping).code).not.toBe(0);
});

test("of a long output the words from the first error on are kept, without cdktf's status lines", () => {
  const output = [
    "aws-dev  creating",
    "╷",
    "│ Error: no such zone",
    "│ ",
    "│   on cdk.tf.json",
    "╵",
    "1 Stack deploying     0 Stacks done",
  ].join("\n");
  expect(lastWords(output)).toBe("  Error: no such zone\n    on cdk.tf.json");
  expect(lastWords("one\ntwo")).toBe("one\ntwo");
});

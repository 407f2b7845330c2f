import { PrintedProgress } from "../../src/cli/output";

function recorded() {
  const lines: string[] = [];
  const note = (text: string) => void lines.push(text);
  const progress = new PrintedProgress({ out: note, err: note }, "header", { write: note });
  return { lines, progress };
}

test("the header stands above the steps, once a second step begins", () => {
  const { lines, progress } = recorded();
  progress.begin("one");
  progress.end("one", 1, "done");
  expect(lines).toEqual([]);
  progress.begin("two");
  progress.end("two", 2);
  expect(lines.map((line) => line.trim().replace(/ +/g, " "))).toEqual(["header", "✓ one 1.0 s done", "✓ two 2.0 s"]);
});

test("a command that ends with its first step prints neither header nor step, unless it asks for them", () => {
  const { lines, progress } = recorded();
  progress.begin("one");
  progress.fail("one", 1, "no such stack");
  expect(lines).toEqual([]);
  progress.release();
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("no such stack");
});

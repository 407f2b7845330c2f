import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { RehearsalFolder } from "../../../src/rehearsal/deploy/folder";
import { NoStack } from "../../../src/rehearsal/deploy/project";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder as a rehearsal leaves it when it is killed. */
function leftBy(owner: { pid: number; host: string } | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), "mlops-rehearsal-"));
  folders.push(folder);
  writeFileSync(join(folder, "terraform.aws-dev.tfstate"), "{}");
  if (owner !== undefined) writeFileSync(join(folder, "owner.json"), JSON.stringify(owner));
  return folder;
}

/** The id of a process that has ended. */
const gone = () => spawnSync(process.execPath, ["-e", "0"]).pid;

test("a new rehearsal removes the folders of rehearsals that were killed, with their state", () => {
  const left = leftBy({ pid: gone(), host: hostname() });
  RehearsalFolder.create().remove();
  expect(existsSync(left)).toBe(false);
});

test("folders of living rehearsals, of other machines and of unknown owners stay", () => {
  const kept = [
    leftBy({ pid: process.ppid, host: hostname() }),
    leftBy({ pid: gone(), host: "elsewhere" }),
    leftBy(undefined),
  ];
  const own = RehearsalFolder.create();
  RehearsalFolder.create().remove();
  expect([own.path, ...kept].filter((folder) => !existsSync(folder))).toEqual([]);
  own.remove();
});

test("a stack that does not exist is named together with those that do", () => {
  expect(new NoStack("aws-dve", ["aws-dev"]).message).toContain("There is no stack aws-dve. The project has: aws-dev");
});

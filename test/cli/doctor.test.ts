import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctor } from "../../src/cli/doctor";
import { EXIT } from "../../src/cli/output";
import { writeReadyProject } from "../support/ready-project";

// Starts Terraform, Python and a project's app.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "mlops-doctor-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("outside of a project the doctor still tells about the machine, and names what is missing for a stack", async () => {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  expect(await doctor(folder, "aws-dev", {}, process.env, { out: note, err: note })).toBe(EXIT.failed);
  expect(lines).toContain("✓ packages for rehearsals");
  expect(lines).toContainEqual(expect.stringContaining(" Node v"));
  expect(lines.filter((line) => line.startsWith("✗ There is no cdktf.json in "))).toHaveLength(1);
});

test("--images asks for the images of the stack, and needs its name", async () => {
  const project = mkdtempSync(join(tmpdir(), "mlops-doctor-images-"));
  const container_definitions = JSON.stringify([{ name: "a", image: "registry.example/a:1" }]);
  writeReadyProject(project, "dev", {
    terraform: {},
    resource: { aws_ecs_task_definition: { T: { container_definitions } } },
  });
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const send = (url: string) =>
    Promise.resolve(new Response("{}", { status: url === "https://registry.example/v2/a/manifests/1" ? 404 : 500 }));
  const options = { images: true };
  const run = (stack?: string) => doctor(project, stack, options, process.env, { out: note, err: note }, send);
  expect(await run("dev")).toBe(EXIT.failed);
  expect(lines.at(-1)).toBe("✗ registry.example/a:1 for linux/amd64: the registry does not have 1 of a");
  expect(await run()).toBe(EXIT.usage);
  rmSync(project, { recursive: true });
});

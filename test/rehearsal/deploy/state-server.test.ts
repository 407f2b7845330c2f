import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RehearsalFolder } from "../../../src/rehearsal/deploy/folder";
import { StateServer } from "../../../src/rehearsal/deploy/state-server";

describe("the server of states", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlops-states-"));
  const file = join(folder, "terraform.dev.tfstate");
  let server: StateServer;
  beforeAll(async () => {
    server = await StateServer.start();
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  test("a stack has no state before its first apply", async () => {
    expect((await fetch(server.addressOf("dev", file))).status).toBe(404);
  });

  test("what Terraform hands over is in the stack's file, and is read from there", async () => {
    const address = server.addressOf("dev", file);
    const posted = await fetch(`${address}?ID=1`, { method: "POST", body: '{"serial":1}' });
    expect(posted.status).toBe(200);
    expect(readFileSync(file, "utf8")).toBe('{"serial":1}');
    expect(await (await fetch(address)).text()).toBe('{"serial":1}');
  });

  test("nothing is served but the states that were asked for", async () => {
    const address = server.addressOf("dev", file);
    for (const path of ["/", "/other", "/..%2fdev", "/dev/terraform.dev.tfstate"]) {
      const answer = await fetch(new URL(path, address), { method: "POST", body: "x" });
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await fetch(address, { method: "DELETE" })).status).toBe(405);
    expect(existsSync(file)).toBe(true);
  });
});

test("the backend block is replaced, by the same address each time, and the replaced backend is named", async () => {
  const folder = RehearsalFolder.create();
  try {
    const stack = (backend: Record<string, Record<string, unknown>>) => ({
      terraform: { backend, required_version: ">= 1.5" },
      resource: { aws_vpc: { a: { cidr_block: "10.0.0.0/16" } } },
    });
    folder.write("dev", stack({ s3: { bucket: "states", key: "dev.tfstate" } }));
    expect(await folder.useLocalState("dev")).toBe("s3 (states/dev.tfstate)");
    const { address } = folder.read("dev").terraform.backend?.http ?? {};
    expect(folder.read("dev")).toEqual(stack({ http: { address } }));
    folder.write("dev", stack({ local: {} }));
    expect(await folder.useLocalState("dev")).toBe("local");
    expect(folder.read("dev").terraform.backend).toEqual({ http: { address } });
    await fetch(String(address), { method: "POST", body: "{}" });
    expect(readFileSync(folder.stateFile("dev"), "utf8")).toBe("{}");
  } finally {
    folder.remove();
  }
});

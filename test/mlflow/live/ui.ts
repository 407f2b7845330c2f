import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { READ_ONLY_ROOT, UI_ORIGIN, type Live } from "../support/live";

/** What a browser gets that a load balancer has signed in. */
export function uiListener(live: Live): void {
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${live.port("ui")}${path}`, { ...init, redirect: "manual" });
  const search = (origin: string, path = "/ajax-api/2.0/mlflow/experiments/search") =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/json", origin, cookie: "AWSELBAuthSessionCookie-0=x" },
      body: '{"max_results":5}',
    });

  test("serves MLflow's page and the files that the page asks for", async () => {
    const page = await ask("/");
    const html = await page.text();
    expect([page.status, html]).toEqual([200, expect.stringContaining("<title>MLflow</title>")]);
    const [file = ""] = /static-files\/static\/js\/main[^"']+\.js/.exec(html) ?? [];
    expect((await ask(`/${file}`)).status).toBe(200);
  });

  test("answers what the page asks, when the browser says that the page is its own", async () => {
    const answer = await search(UI_ORIGIN);
    const { experiments } = (await answer.json()) as { experiments: { name: string }[] };
    expect([answer.status, experiments[0]?.name]).toEqual([200, expect.any(String)]);
  });

  test("lets no other site's page change anything", async () => {
    expect((await search("https://evil.example")).status).toBe(403);
    expect((await search(`${UI_ORIGIN}.evil.example`)).status).toBe(403);
  });

  test("hands on artifacts through MLflow", async () => {
    const answer = await ask("/ajax-api/2.0/mlflow-artifacts/artifacts?path=0");
    expect([answer.status, await answer.json()]).toEqual([200, expect.anything()]);
  });

  // The file system of MLflow is read-only, as in prod: see READ_ONLY_ROOT.
  test("takes an artifact of 9 MB, by the page and by the client's route, and gives it back", async () => {
    const made = await live.call("MLFLOW_RUNS_CREATE", "0", null);
    const { run_id, artifact_uri } = (made.body.run as { info: Record<"run_id" | "artifact_uri", string> }).info;
    const content = Buffer.alloc(9_000_000, "0123456789");
    const headers = { "content-type": "application/octet-stream", origin: UI_ORIGIN };
    const route = `/api/2.0/mlflow-artifacts/artifacts/${artifact_uri.replace("mlflow-artifacts:/", "")}`;
    const byPage = `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run_id}&path=plots/page.bin`;
    expect((await ask(byPage, { method: "POST", headers, body: content })).status).toBe(200);
    expect((await ask(`${route}/plots/client.bin`, { method: "PUT", headers, body: content })).status).toBe(200);
    for (const path of ["plots/page.bin", "plots/client.bin"])
      for (const from of [`/get-artifact?run_uuid=${run_id}&path=${path}`, `${route}/${path}`]) {
        const answer = await ask(from);
        expect([from, answer.status]).toEqual([from, 200]);
        expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
      }
  });

  test("runs on a Python that can write nowhere else", async () => {
    const { python } = await live.servers.python();
    const folder = mkdtempSync(join(tmpdir(), "mlops-read-only-"));
    const [temporary, artifacts] = [join(folder, "tmp"), join(folder, "artifacts")];
    for (const each of [temporary, artifacts]) mkdirSync(each);
    const env = { ...READ_ONLY_ROOT, TMPDIR: temporary, MLFLOW_ARTIFACTS_DESTINATION: artifacts };
    const write = (path: string) =>
      spawnSync(python, ["-c", `open(${JSON.stringify(path)}, "w").close()`], { cwd: folder, env, encoding: "utf8" })
        .stderr;
    expect(write(join(temporary, "x"))).toBe("");
    for (const path of ["x", join(folder, "x"), join(temporary, "..", "x")])
      expect(write(path)).toContain("Read-only file system");
    rmSync(folder, { recursive: true });
  });

  test.each([
    "/ajax-api/2.0/mlflow/users/create",
    "/ajax-api/2.0/mlflow/experiments/permissions/create",
    "/ajax-api/2.0/mlflow/webhooks",
    "/ajax-api/3.0/mlflow/assistant/message",
    "/ajax-api/3.0/jobs/",
    "/ajax-api/3.0/mlflow/gateway/secrets/create",
    "/ajax-api/2.0/mlflow/gateway-proxy",
    "/api/2.0/mlflow/experiments/search",
    "/post/api/2.0/mlflow/experiments/search",
    "/v1/traces",
    "/gateway/mlflow/v1/chat/completions",
  ])("does not offer %s", async (path) => {
    const answer = await search(UI_ORIGIN, path);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("mlops proxy")]);
  });

  test("refuses a path whose meaning depends on who decodes it", async () => {
    for (const path of ["/static-files//x", "/ajax-api/2.0/mlflow%2fwebhooks"])
      expect((await search(UI_ORIGIN, path)).status).toBe(400);
  });

  test("is not what the gateway reaches: there the page is not served", async () => {
    const page = await fetch(`http://127.0.0.1:${live.port("proxy")}/`);
    expect(page.status).toBe(405);
  });
}

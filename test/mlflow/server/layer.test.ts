import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LAYER } from "../../../src/mlflow/server/layer";
import { pythonEnvironment } from "../../../src/rehearsal/servers";

const PLACES = 2;
const SECONDS = 1;

/** Stands in for MLflow's application: takes turns, answers as a test says, and notes what has reached it. */
const DRIVER = `
import asyncio, json, sys, types

seen, answers, began = [], [], []

async def mlflow(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    message = await receive()
    seen.append([scope["method"], scope["path"], message["body"].decode()])
    began.append(message["body"].decode())
    status, body, seconds = answers.pop(0) if answers else (200, "{}", 0)
    await asyncio.sleep(seconds)
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    half = len(body) // 2
    await send({"type": "http.response.body", "body": body[:half].encode(), "more_body": True})
    await send({"type": "http.response.body", "body": body[half:].encode()})

module = types.ModuleType("mlflow.server.fastapi_app")
module.app = mlflow
for name in ("mlflow", "mlflow.server"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["mlflow.server.fastapi_app"] = module
from mlops_layer import app

async def ask(body="{}", path="/api/2.0/mlflow/runs/set-tag"):
    parts = [body[: len(body) // 2], body[len(body) // 2 :]]
    messages = [{"type": "http.request", "body": part.encode(), "more_body": part is parts[0]} for part in parts]
    got = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        got.append(message)

    await app({"type": "http", "method": "POST", "path": path, "headers": []}, receive, send)
    return [got[0]["status"], b"".join(message.get("body", b"") for message in got).decode()]

async def scenario():
    SCENARIO

print(json.dumps(asyncio.run(scenario())))
`;

let folder = "";
let python = "";
beforeAll(async () => {
  ({ python } = await pythonEnvironment());
  folder = mkdtempSync(join(tmpdir(), "mlops-layer-"));
  writeFileSync(join(folder, "mlops_layer.py"), LAYER);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a scenario of Python statements in the driver and gives what it returns. */
function run(scenario: string): unknown {
  const code = DRIVER.replace("SCENARIO", scenario.trim().replace(/\n/g, "\n    "));
  const env = {
    PYTHONPATH: folder,
    PYTHONDONTWRITEBYTECODE: "1",
    MLOPS_REQUESTS_A_WORKER: String(PLACES),
    MLOPS_WAIT_SECONDS: String(SECONDS),
  };
  const { status, stdout, stderr } = spawnSync(python, ["-c", code], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const conflict = (code: string) =>
  JSON.stringify({ error_code: code, message: "(psycopg2.errors.UniqueViolation) duplicate key value" });

describe("the layer around MLflow", () => {
  test("hands a request on as it came, and its answer", () => {
    const result = run(`
answers.append((200, '{"a": "é"}', 0))
return [await ask('{"key": "ü"}'), seen]`);
    expect(result).toEqual([[200, '{"a": "é"}'], [["POST", "/api/2.0/mlflow/runs/set-tag", '{"key": "ü"}']]]);
  });

  test("makes a request once more that an equal one at the same time has made fail", () => {
    const result = run(`
answers.extend([(400, ${JSON.stringify(conflict("BAD_REQUEST"))}, 0), (200, '{"run": 1}', 0)])
return [await ask('{"key": "a"}'), [body for _, _, body in seen]]`);
    expect(result).toEqual([
      [200, '{"run": 1}'],
      ['{"key": "a"}', '{"key": "a"}'],
    ]);
  });

  test("makes it no third time", () => {
    const result = run(`
answers.extend([(400, ${JSON.stringify(conflict("BAD_REQUEST"))}, 0)] * 3)
return [await ask(), len(seen)]`);
    expect(result).toEqual([[400, conflict("BAD_REQUEST")], 2]);
  });

  test.each([
    ["a name that is taken", 400, conflict("RESOURCE_ALREADY_EXISTS")],
    ["any other 400", 400, '{"error_code": "INVALID_PARAMETER_VALUE", "message": "no"}'],
    ["a 404", 404, '{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "UniqueViolation"}'],
    ["a 500", 500, conflict("INTERNAL_ERROR")],
  ])("repeats nothing after %s", (_what, status, body) => {
    const result = run(`
answers.append((${status}, ${JSON.stringify(body)}, 0))
return [await ask(), len(seen)]`);
    expect(result).toEqual([[status, body], 1]);
  });

  test("answers 503 where the database is read-only, and shows no SQL", () => {
    const body =
      '{"error_code": "BAD_REQUEST", "message": "(psycopg2.errors.ReadOnlySqlTransaction) INSERT INTO tags"}';
    const [status, text] = run(`
answers.append((400, ${JSON.stringify(body)}, 0))
return await ask()`) as [number, string];
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({
      error_code: "TEMPORARILY_UNAVAILABLE",
      message: "mlops: the database is read-only; try again",
    });
  });

  test("lets the one in first that has waited longest", () => {
    const result = run(`
answers.extend([(200, "{}", 0.01)] * 40)
statuses = [status for status, _ in await asyncio.gather(*[ask(str(1000 + n)) for n in range(40)])]
return [statuses, began]`);
    expect(result).toEqual([Array(40).fill(200), Array.from({ length: 40 }, (_, n) => String(1000 + n))]);
  });

  test("refuses one that has waited too long with 429, and MLflow sees nothing of it", () => {
    const result = run(`
answers.extend([(200, "{}", 1.5)] * 2)
slow = [asyncio.ensure_future(ask("slow")) for _ in range(2)]
await asyncio.sleep(0.1)
late = await ask("late")
first = len(seen)
done = [status for status, _ in await asyncio.gather(*slow)]
return [late[0], json.loads(late[1])["error_code"], first, done, (await ask("next"))[0]]`);
    expect(result).toEqual([429, "REQUEST_LIMIT_EXCEEDED", 2, [200, 200], 200]);
  });

  test("gives a place back when MLflow fails or a caller goes away", () => {
    const result = run(`
answers.extend([None] * 3)
failed = await asyncio.gather(*[ask() for _ in range(3)], return_exceptions=True)
answers.extend([(200, "{}", 0.3)] * 2)
held = [asyncio.ensure_future(ask()) for _ in range(2)]
await asyncio.sleep(0.05)
gone = asyncio.ensure_future(ask("gone"))
await asyncio.sleep(0.05)
gone.cancel()
await asyncio.gather(*held)
return [[type(each).__name__ for each in failed], (await ask())[0], app.turns.free, len(app.turns.waiting)]`);
    expect(result).toEqual([["TypeError", "TypeError", "TypeError"], 200, PLACES, 0]);
  });

  test.each(["/health", "/", "/ajax-api/2.0/mlflow/runs/search", "/api/2.0/mlflow-artifacts/artifacts/0/model"])(
    "does not hold %s back",
    (path) => {
      const result = run(`
answers.extend([(200, "{}", 0.5)] * 2)
slow = [asyncio.ensure_future(ask()) for _ in range(2)]
await asyncio.sleep(0.05)
answers.append((200, "{}", 0))
begin = asyncio.get_running_loop().time()
status, _ = await ask(path=${JSON.stringify(path)})
took = asyncio.get_running_loop().time() - begin
await asyncio.gather(*slow)
return [status, took < 0.3]`);
      expect(result).toEqual([200, true]);
    },
  );
});

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ModelSignature } from "../../../src/mlflow";
import { mustRun } from "../../../src/rehearsal/deploy/command";
import { ModelServers, predictLocally, ScoringServer, trainModel } from "../../../src/rehearsal/servers";
import { pythonVariables } from "../../../src/rehearsal/servers/python";
import { SharedServers } from "../../support/servers";
import { ScoringRuntime, type Endpoint } from "../support/scoring";

jest.setTimeout(60_000);

/** A row of the test's models as their Python reads it, in the order boolean, integer, long, float, double, string, binary, datetime. */
type ModelRow = [boolean, number, string, number | null, number | null, string | null, Buffer, string | null];

const servers = new SharedServers();
const started: ScoringServer[] = [];
afterAll(async () => {
  for (const server of started) await server.stop();
  await servers.stop();
}, 60_000);

async function script(action: string, model: string, rows: readonly ModelRow[]): Promise<unknown[]> {
  const { python } = await servers.python();
  const file = join(servers.workFolder, `${action}.json`);
  const written = rows.map((row) => row.map((value) => (Buffer.isBuffer(value) ? value.toString("base64") : value)));
  writeFileSync(file, JSON.stringify(written));
  const args = ["-W", "ignore", join(__dirname, "train.py"), action, "--model-folder", folder(model), "--rows", file];
  const options = { cwd: servers.workFolder, env: pythonVariables(), what: `train.py ${action}` };
  return JSON.parse((await mustRun(python, args, options)).stdout) as unknown[];
}

const folder = (model: string) => join(servers.workFolder, model);

async function serve(model: string, timeoutSeconds?: number): Promise<ScoringServer> {
  const workFolder = join(servers.workFolder, `${model}-server`);
  mkdirSync(workFolder);
  const python = await servers.python();
  const server = await ScoringServer.start({ python, modelFolder: folder(model), workFolder, timeoutSeconds });
  started.push(server);
  return server;
}

/** The way to a server; `failures` are answered in its place. */
function to(server: ScoringServer, failures: Readonly<Record<number, number>> = {}): Endpoint {
  return async ({ body = "" }, index) => {
    const failure = failures[index];
    const { status, body: answer } = await server.invoke({ contentType: "application/json", body });
    // A failure on the way back: the model has scored the rows.
    return failure === undefined ? { status, body: answer.toString() } : { status: failure, body: "" };
  };
}

const snowflake = (server: ScoringServer, model: string, maxBatchRows: number, failures = {}) =>
  new ScoringRuntime(
    to(server, failures),
    { signature: ModelSignature.fromMlmodel(folder(model)), maxBatchRows },
    { firstDelayMilliseconds: 1, retryMilliseconds: 5_000 },
  );

const CHARACTERS = ["ä", "é", "😀", '"', "\\", "\n", "\u0000"];

/** Values that differ in their last bit, digit or character. */
function rows(count: number): ModelRow[] {
  return Array.from({ length: count }, (_, n) => [
    n % 3 === 0,
    (n % 2 === 0 ? 1 : -1) * (2147483647 - n),
    String(9007199254740993n + BigInt(n) * (n % 2 === 0 ? 1n : -1n)),
    Math.fround(n / 7),
    n % 10 === 0 ? 5e-324 * (n + 1) : (n - 75) / 3e7,
    `row ${n} ${CHARACTERS[n % CHARACTERS.length] ?? ""}`,
    Buffer.from(Array.from({ length: n % 5 }, (_each, at) => (n * 37 + at * 101) % 256)),
    `2026-05-04 03:02:${String(n % 60).padStart(2, "0")}.${String(123456789 + n * 1001).padStart(9, "0")}`,
  ]);
}

describe("a scikit-learn model behind MLflow's own server", () => {
  const data = rows(150);
  let server: ScoringServer;
  let local: unknown[];
  beforeAll(async () => {
    await script("train", "model", data);
    [server, local] = await Promise.all([serve("model"), script("score", "model", data)]);
  }, 300_000);

  test.each([
    ["in one request", 1_000, {}, 1],
    ["in several", 40, {}, 4],
    ["in a request for each row", 1, {}, 150],
    ["with a batch that is repeated after a 500 and after a 429", 40, { 1: 500, 2: 429 }, 6],
    ["with a first batch that is repeated after a 424 that the gateway makes a 503", 75, { 0: 503 }, 3],
  ])("predicts for 150 rows %s what the model predicts without it", async (_, maxBatchRows, failures, requests) => {
    const scoring = snowflake(server, "model", maxBatchRows, failures);
    expect(await scoring.predictions(data)).toEqual(local);
    expect(scoring.bodies).toHaveLength(requests);
  });

  test("another order of the rows gives the same order of predictions", async () => {
    const scoring = snowflake(server, "model", 13);
    expect(await scoring.predictions([...data].reverse())).toEqual([...local].reverse());
  });

  test("its signature is the one in its MLmodel file", () => {
    expect(readFileSync(join(folder("model"), "MLmodel"), "utf8")).toContain("signature:");
    const { inputs, outputs } = ModelSignature.fromMlmodel(folder("model"));
    expect(inputs.map(({ name }) => name)).toEqual(inputs.map(({ type }) => type));
    expect(inputs.filter(({ required }) => required === false).map(({ name }) => name)).toEqual([
      "float",
      "double",
      "string",
      "datetime",
    ]);
    expect(outputs).toEqual(["double"]);
  });
});

describe("MLflow's server of a model that predicts what it is given", () => {
  const plain = rows(2)[1] as ModelRow;
  const columns = ["boolean", "integer", "long", "float", "double", "string", "binary", "datetime"];
  const changed = (column: string, value: unknown): unknown[] =>
    plain.map((old, index) => (columns[index] === column ? value : old));
  let server: ScoringServer;
  beforeAll(async () => {
    await script("echo", "echo", []);
    server = await serve("echo", 1);
  }, 300_000);

  test("gets every value with its exact bits, NULL in optional columns included", async () => {
    const some = rows(30).map((row, n): ModelRow => {
      if (n % 4 !== 0) return row;
      const [boolean, integer, long, float, , string, binary, datetime] = row;
      return [boolean, integer, long, n % 8 === 0 ? null : float, null, n === 4 ? null : string, binary, datetime];
    });
    const given = [...some, [true, -2147483648, "-9223372036854775808", 1, 1, "", Buffer.alloc(0), null] as ModelRow];
    const local = await script("score", "echo", given);
    expect(await snowflake(server, "echo", 7).predictions(given)).toEqual(local);
    expect(String(local.at(-1))).toContain("np.int64(-9223372036854775808)");
  });

  // Each was measured on MLflow 3.17.2. A release that refuses one by itself turns its row red, and docs/serving.md can drop it.
  test.each([
    ["NULL is FALSE", "boolean", null, "np.False_"],
    ["any text is TRUE", "boolean", "false", "np.True_"],
    ["a fraction is cut", "long", 2.5, "np.int64(2)"],
    ["a fraction is cut", "integer", 2.5, "np.int32(2)"],
    ["a large number overflows", "integer", 2147483648, "np.int32(-2147483648)"],
    ["a large number is infinite", "float", 1e300, "float32 inf"],
    ["hexadecimal digits are read as base64", "binary", "0102", "b'\\xd3]6'"],
    ["a date is guessed", "datetime", "05/04/2026", "2026-05-04T00:00:00.000000000"],
  ])(
    "changes what it is sent, and the function refuses it or sends it so that it does not: %s (%s)",
    async (_, column, value, made) => {
      const raw = changed(column, value).map((each) => (Buffer.isBuffer(each) ? each.toString("base64") : each));
      const body = JSON.stringify({ dataframe_split: { columns, data: [raw] } });
      const answer = await server.invoke({ contentType: "application/json", body });
      expect(answer.body.toString()).toContain(JSON.stringify(made).slice(1, -1));

      const scoring = snowflake(server, "echo", 10);
      if (column === "binary") {
        const [prediction] = await scoring.predictions([changed("binary", Buffer.from([1, 2]))]);
        expect(prediction).toContain("b'\\x01\\x02'");
      } else if (value === "false") {
        // SQL makes a BOOLEAN of the text before.
        expect(String(await scoring.predictions([changed("boolean", value)]))).toContain("np.False_");
      } else {
        expect(await scoring.failure(plain, changed(column, value))).toContain(
          `column "${column}" of row 1 of the batch`,
        );
      }
    },
  );

  test("writes NaN, which is no JSON, and the statement fails", async () => {
    const scoring = snowflake(server, "echo", 10);
    expect(await scoring.failure(changed("string", "predict NaN"))).toContain("Error parsing JSON");
  });

  test("may give fewer predictions than rows, and the statement fails", async () => {
    const scoring = snowflake(server, "echo", 10);
    const failure = await scoring.failure(changed("string", "predict one"), plain);
    expect(failure).toContain("the endpoint gives 1 predictions for 2 rows");
  });

  // What gateways must not pass on.
  test.each([
    ["raise", 400, '"stack_trace"'],
    ["raise MLflow's", 500, "secret: "],
    ["sleep", 504, "Request processing time exceeded limit"],
  ])("answers a model's failure with a body of its own: %s", async (text, status, words) => {
    const raw = changed("string", text).map((each) => (Buffer.isBuffer(each) ? each.toString("base64") : each));
    const body = JSON.stringify({ dataframe_split: { columns, data: [raw] } });
    const answer = await server.invoke({ contentType: "application/json", body });
    expect([answer.status, answer.body.toString().includes(words)]).toEqual([status, true]);
  });
});

test("the model that a rehearsal trains predicts from SQL what it predicts locally, for the whole data set", async () => {
  const python = await servers.python();
  const options = { python, modelFolder: folder("iris"), workFolder: servers.workFolder };
  await trainModel(options);
  const [server, local] = await Promise.all([serve("iris"), predictLocally(options)]);
  expect(local.rows).toHaveLength(150);
  const scoring = snowflake(server, "iris", 64);
  expect(scoring.made.arguments.map(({ name }) => name)).toEqual([
    "SEPAL_LENGTH_CM",
    "SEPAL_WIDTH_CM",
    "PETAL_LENGTH_CM",
    "PETAL_WIDTH_CM",
  ]);
  expect(await scoring.predictions(local.rows)).toEqual(local.predictions);
  expect(scoring.bodies).toHaveLength(3);
}, 120_000);

describe("models in place of a cloud's endpoints", () => {
  const uri = "s3://bucket/mlflow/1/models/m-1/artifacts/";
  const environment = { MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: "20" };
  const request = () => ({
    contentType: "application/json",
    body: JSON.stringify({
      dataframe_split: {
        columns: ["boolean", "integer", "long", "float", "double", "string", "binary", "datetime"],
        data: [[true, 1, 1, 0.5, 0.5, "a", "", "2026-05-04T03:02:01.000000000"]],
      },
    }),
  });
  let models: ModelServers;
  beforeAll(async () => {
    const archive = join(servers.workFolder, "model.tar.gz");
    await mustRun("tar", ["-czf", archive, "-C", folder("echo"), "."], {
      cwd: servers.workFolder,
      env: process.env,
      what: "tar",
    });
    const places: Record<string, string> = {
      [uri]: folder("echo"),
      [`${uri}model.tar.gz`]: archive,
      "s3://bucket/empty/": servers.workFolder,
    };
    const python = await servers.python();
    models = new ModelServers({
      python,
      workFolder: join(servers.workFolder, "models"),
      locate: (place) => places[place],
    });
  }, 60_000);
  afterAll(() => models.stop(), 60_000);

  test.each([[uri], [`${uri}model.tar.gz`]])("are served from where the endpoint finds them: %s", async (place) => {
    const answers = await Promise.all([1, 2].map(() => models.invoke({ uri: place, environment }, request())));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  test("are none without an MLmodel file, or at a place that nothing stands for", async () => {
    const none = (place: string) => models.invoke({ uri: place, environment }, request());
    await expect(none("s3://bucket/other/")).rejects.toThrow("there is no model at s3://bucket/other/");
    await expect(none("s3://bucket/empty/")).rejects.toThrow("there is no MLmodel file at s3://bucket/empty/");
  });
});

test("a folder without a model is reported with the server's own words", async () => {
  const python = await servers.python();
  const workFolder = join(servers.workFolder, "none-server");
  const none = ScoringServer.start({ python, modelFolder: join(servers.workFolder, "none"), workFolder });
  await expect(none).rejects.toThrow(/MLflow's scoring server ended with status 1:[^]*none/);
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCORING_SCRIPT, SCRIPT } from "../../../src/azure/model-endpoint/scoring-script";
import { mustRun } from "../../../src/rehearsal/deploy/command";
import { predictLocally, trainModel } from "../../../src/rehearsal/servers";
import { pythonVariables } from "../../../src/rehearsal/servers/python";
import { ScoringServer } from "../../../src/rehearsal/servers/scoring-server";
import { SharedServers } from "../../support/servers";

const TIMEOUT = 300_000;

/** The class of Azure's server that the script uses, with the same parameters; nothing is downloaded. */
const RESPONSE = `
class AMLResponse:
    def __init__(self, message, status_code, response_headers={}, json_str=False, run_function_failed=False):
        self.text, self.status, self.headers = message, status_code, response_headers
`;

/** Loads the script as Azure's server does, and prints what it answers to each request. */
const SERVER = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("entry_module", sys.argv[1])
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
script.init()
answers = []
for request in json.load(open(sys.argv[2])):
    try:
        answer = script.run(request)
        answers.append({"status": answer.status, "text": answer.text, "headers": answer.headers})
    except Exception as error:
        answers.append({"status": 500, "text": str(error), "headers": {}})
print(json.dumps(answers))
`;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, string>;
}

const servers = new SharedServers();
const folder = join(servers.workFolder, "azure");
// Azure keeps a model in a folder of its own name below the one that it tells.
const modelFolder = join(folder, "model", "artifacts");

async function answersOf(requests: readonly string[], modelDir = join(folder, "model")): Promise<Answer[]> {
  const { python } = await servers.python();
  writeFileSync(join(folder, "requests.json"), JSON.stringify(requests));
  const { stdout } = await mustRun(
    python,
    ["-W", "ignore", "-c", SERVER, join(folder, SCORING_SCRIPT), join(folder, "requests.json")],
    {
      cwd: folder,
      env: { ...pythonVariables(), PYTHONPATH: join(folder, "packages"), AZUREML_MODEL_DIR: modelDir },
      what: "the scoring script",
    },
  );
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Answer[];
}

const split = (columns: readonly string[], data: readonly (readonly unknown[])[]): string =>
  JSON.stringify({ dataframe_split: { columns, data } });
const COLUMNS = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"];

beforeAll(async () => {
  const api = join(folder, "packages", "azureml_inference_server_http", "api");
  mkdirSync(api, { recursive: true });
  writeFileSync(join(api, "..", "__init__.py"), "");
  writeFileSync(join(api, "__init__.py"), "");
  writeFileSync(join(api, "aml_response.py"), RESPONSE);
  writeFileSync(join(folder, SCORING_SCRIPT), SCRIPT);
  mkdirSync(join(folder, "model"));
  await trainModel({ python: await servers.python(), modelFolder, workFolder: servers.workFolder });
}, TIMEOUT);
afterAll(() => servers.stop(), TIMEOUT);

test(
  "the script predicts what the model loaded locally does, and answers as MLflow's own server, also to what it refuses",
  async () => {
    const python = await servers.python();
    const local = await predictLocally({ python, modelFolder, workFolder: servers.workFolder });
    const requests = [
      split(COLUMNS, local.rows),
      split(["a"], [[1]]),
      split(COLUMNS, [["x", 1, 1, 1]]),
      JSON.stringify({ input_data: { columns: COLUMNS, index: [0], data: [[1, 1, 1, 1]] } }),
      "{",
    ];
    const answers = await answersOf(requests);
    expect((JSON.parse(answers[0]?.text ?? "") as { predictions: unknown }).predictions).toEqual(local.predictions);
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 400, 400]);
    for (const { headers } of answers) expect(headers["Content-Type"]).toBe("application/json");
    const server = await ScoringServer.start({ python, modelFolder, workFolder: join(servers.workFolder, "server") });
    try {
      for (const [index, body] of requests.entries()) {
        const own = await server.invoke({ contentType: "application/json", body });
        expect([index, own.status]).toEqual([index, answers[index]?.status]);
        if (own.status === 200) expect(answers[index]?.text).toBe(own.body.toString("utf8"));
      }
    } finally {
      await server.stop();
    }
  },
  TIMEOUT,
);

test(
  "a folder without a model ends the container with the reason",
  async () => {
    mkdirSync(join(folder, "empty"));
    await expect(answersOf([], join(folder, "empty"))).rejects.toThrow("there is no MLmodel file below");
  },
  TIMEOUT,
);

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelDependencies } from "../../../src/mlflow";

const workFolder = mkdtempSync(join(tmpdir(), "model-dependencies-"));
afterAll(() => rmSync(workFolder, { recursive: true, force: true }));

let made = 0;
/** A folder with the files of a logged model. */
function logged(files: Record<string, string>): string {
  const folder = join(workFolder, String(++made));
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const MLMODEL = `
flavors:
  python_function:
    loader_module: mlflow.sklearn
    python_version: 3.12.4
mlflow_version: 3.17.2
`;

test("versions and packages are read from MLmodel and requirements.txt", () => {
  const requirements =
    "mlflow==3.17.2\n# pinned\nscikit-learn==1.9.1  # the model\n\npandas[performance]>=2,<3 ; python_version < '3.13'\n";
  const {
    mlflowVersion,
    pythonVersion,
    requirements: read,
  } = ModelDependencies.fromMlmodel(join(logged({ MLmodel: MLMODEL, "requirements.txt": requirements }), "MLmodel"));
  expect([mlflowVersion, pythonVersion]).toEqual(["3.17.2", "3.12.4"]);
  expect(read).toEqual([
    "mlflow==3.17.2",
    "scikit-learn==1.9.1",
    "pandas[performance]>=2,<3 ; python_version < '3.13'",
  ]);
});

test("MLflow is a package of every model, in the version that logged it, unless the requirements name it", () => {
  const of = (requirements: string) =>
    ModelDependencies.fromMlmodel(logged({ MLmodel: MLMODEL, "requirements.txt": requirements })).requirements;
  expect(of("numpy\n")).toEqual(["mlflow==3.17.2", "numpy"]);
  expect(of("mlflow-skinny==3.17.2\n")).toEqual(["mlflow==3.17.2", "mlflow-skinny==3.17.2"]);
  expect(of("mlflow[extras]>=3\n")).toEqual(["mlflow[extras]>=3"]);
  expect(ModelDependencies.fromMlmodel(logged({ MLmodel: "mlflow_version: 3.1.0" })).requirements).toEqual([
    "mlflow==3.1.0",
  ]);
  expect(ModelDependencies.fromMlmodel(logged({ MLmodel: "mlflow_version: 3.1.0" })).pythonVersion).toBe("3.11");
});

test.each([
  ["a file that is not there", () => join(workFolder, "none"), "must be a readable MLmodel file"],
  ["a file without MLflow's version", () => logged({ MLmodel: "flavors: {}" }), "must hold mlflow_version"],
  ["a file that is no YAML", () => logged({ MLmodel: "a: [" }), "must hold mlflow_version"],
  [
    "an option of pip",
    () => logged({ MLmodel: MLMODEL, "requirements.txt": "--extra-index-url https://example.com" }),
    "must be a package as in a requirements.txt",
  ],
])("%s is refused", (_, folder, problem) => {
  expect(() => ModelDependencies.fromMlmodel(folder())).toThrow(problem);
});

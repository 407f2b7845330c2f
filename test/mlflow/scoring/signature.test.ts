import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelColumnType, ModelSignature, type ModelSignatureProps } from "../../../src/mlflow";

const folder = mkdtempSync(join(tmpdir(), "mlmodel-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** An MLmodel file as MLflow 3.17 writes it. */
function mlmodel(inputs: unknown, outputs?: unknown): string {
  const file = join(folder, "MLmodel");
  const text = (value: unknown) => (value === undefined ? "null" : `'${JSON.stringify(value)}'`);
  writeFileSync(
    file,
    [
      "mlflow_version: 3.17.2",
      "signature:",
      `  inputs: ${text(inputs)}`,
      `  outputs: ${text(outputs)}`,
      "  params: null",
    ].join("\n"),
  );
  return file;
}

describe("a signature in an MLmodel file", () => {
  test("has the columns in the model's order, with what is required", () => {
    const signature = ModelSignature.fromMlmodel(
      mlmodel([
        { type: "double", name: "sepal length (cm)", required: true },
        { type: "string", name: "note", required: false },
        // MLflow before 2.9.
        { type: "long", name: "count", optional: true },
        { type: "datetime", name: "at" },
      ]),
    );
    expect(signature.inputs).toEqual([
      { name: "sepal length (cm)", type: "double", required: true },
      { name: "note", type: "string", required: false },
      { name: "count", type: "long", required: false },
      { name: "at", type: "datetime", required: true },
    ]);
    expect(signature.outputs).toBeUndefined();
  });

  test("is found in the model's folder", () => {
    mlmodel([{ type: "double", name: "x" }]);
    expect(ModelSignature.fromMlmodel(folder).inputs).toHaveLength(1);
  });

  test.each([
    [[{ type: "double" }], ["double"]],
    [
      [
        { type: "long", name: "a" },
        { type: "string", name: "b" },
      ],
      ["long", "string"],
    ],
    [[{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1] } }], ["double"]],
    [[{ type: "tensor", "tensor-spec": { dtype: "object", shape: [-1] } }], undefined],
  ])("knows the types of the predictions: %j", (outputs, types) => {
    expect(ModelSignature.fromMlmodel(mlmodel([{ type: "double", name: "x" }], outputs)).outputs).toEqual(types);
  });

  test.each([
    [
      "no signature",
      () => (writeFileSync(join(folder, "MLmodel"), "signature: null\n"), folder),
      "must hold a signature:",
    ],
    ["no YAML", () => (writeFileSync(join(folder, "MLmodel"), "a: [\n"), folder), "must hold a signature:"],
    ["no inputs", () => mlmodel(undefined), "must hold a signature with inputs"],
    ["no file", () => join(folder, "none"), "must be a readable MLmodel file, or the folder with it"],
    [
      "tensors",
      () => mlmodel([{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1, 4] } }]),
      "must not have a signature of tensors",
    ],
    ["unnamed columns", () => mlmodel([{ type: "double" }]), "must not have a signature of unnamed columns"],
    [
      "a list in a column",
      () => mlmodel([{ type: "array", items: { type: "double" }, name: "x" }]),
      "must have one of the types boolean,",
    ],
    [
      "two equal names",
      () =>
        mlmodel([
          { type: "double", name: "x" },
          { type: "long", name: "x" },
        ]),
      "must have a name that no column before it has",
    ],
  ])("is refused with its own message: %s", (_, file, problem) => {
    expect(() => ModelSignature.fromMlmodel(file())).toThrow(problem);
  });
});

test.each([
  [{ inputs: [] }, "inputs = []: must have at least 1 different item"],
  [{ inputs: [{ name: "", type: ModelColumnType.LONG }] }, "inputs.0 = "],
  [{ inputs: [{ name: "x", type: "date" as ModelColumnType }] }, "inputs.0 = "],
  [
    { inputs: [{ name: "x", type: ModelColumnType.LONG }], outputs: ["list" as ModelColumnType] },
    'outputs.0 = "list": must be one of',
  ],
] as [ModelSignatureProps, string][])("a signature that is written in code is checked: %j", (props, problem) => {
  expect(() => new ModelSignature(props)).toThrow(problem);
});

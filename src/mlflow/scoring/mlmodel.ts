import { isObject, type JsonObject } from "../../core/json";
import { ModelColumnType, type ModelColumn } from "./column";
import { mlmodelIn, readMlmodelText } from "./model-files";

/** The columns of a signature. */
interface Columns {
  readonly inputs: ModelColumn[];
  readonly outputs?: ModelColumnType[];
}

const LOG_IT = "Log the model with a signature: mlflow.models.infer_signature, or an input_example";
const NAME_IT = "Train and log the model with a DataFrame, whose columns have names";

/**
 * The columns in an MLmodel file. MLflow writes them as JSON text inside of YAML.
 * @throws ValidationError for a file or a signature that gives no columns
 */
export function readMlmodel(path: string): Columns {
  const { refuse, file, text } = readMlmodelText("ModelSignature.fromMlmodel", path);
  const signature = signatureIn(text);
  if (signature === undefined)
    return refuse(file, "must hold a signature: the function's arguments come from it", LOG_IT);
  const inputs = specs(signature.inputs);
  if (inputs === undefined || inputs.length === 0) return refuse(file, "must hold a signature with inputs", LOG_IT);
  if (inputs.some(({ type }) => type === "tensor"))
    return refuse(file, "must not have a signature of tensors: a row of SQL has columns", NAME_IT);
  if (inputs.some(({ name }) => typeof name !== "string"))
    return refuse(file, "must not have a signature of unnamed columns: the arguments have the columns' names", NAME_IT);
  return { inputs: inputs.map(column), outputs: outputTypes(specs(signature.outputs)) };
}

function signatureIn(text: string): JsonObject | undefined {
  const signature = mlmodelIn(text)?.signature;
  return isObject(signature) ? signature : undefined;
}

function specs(written: unknown): JsonObject[] | undefined {
  try {
    const list: unknown = typeof written === "string" ? JSON.parse(written) : written;
    return Array.isArray(list) ? list.filter(isObject) : undefined;
  } catch {
    return undefined;
  }
}

/** A column with the type as it is written: the signature refuses one that SQL does not have. */
function column({ name, type, required, optional }: JsonObject): ModelColumn {
  const isRequired = typeof required === "boolean" ? required : optional !== true;
  return { name: String(name), type: type as ModelColumnType, required: isRequired };
}

/** NumPy's names of the types that a tensor of predictions may have. */
const TENSOR_TYPES: Readonly<Record<string, ModelColumnType>> = {
  bool: ModelColumnType.BOOLEAN,
  int32: ModelColumnType.INTEGER,
  int64: ModelColumnType.LONG,
  float32: ModelColumnType.FLOAT,
  float64: ModelColumnType.DOUBLE,
  str: ModelColumnType.STRING,
};

/** The types of all outputs, or undefined if one of them has no type of a column. */
function outputTypes(outputs: JsonObject[] | undefined): ModelColumnType[] | undefined {
  const found = outputs?.map(({ type, "tensor-spec": tensor }) => {
    const name = isObject(tensor) ? TENSOR_TYPES[String(tensor.dtype)] : type;
    return Object.values(ModelColumnType).find((known) => known === name);
  });
  return found?.every((type) => type !== undefined) ? found : undefined;
}

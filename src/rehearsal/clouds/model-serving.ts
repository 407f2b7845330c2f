import { isObject } from "../../core/json";
import type { ModelAnswer, ModelRequest } from "../servers/model-runtime";
import { UnknownElementError } from "../simulator/readers";

/** What a share of the calls goes to: a variant, or a deployment. */
export interface Weighted {
  /** Relative to the sum of all. */
  readonly weight: number;
}

/**
 * Chooses by weight; what has none gets no calls.
 * @param random from 0 to 1
 * @throws UnknownElementError when nothing has a weight
 */
export function chooseByWeight<T extends Weighted>(all: readonly T[], random: number): T {
  const sum = all.reduce((total, { weight }) => total + weight, 0);
  let rest = random * sum;
  const found = all.find(({ weight }) => {
    rest -= weight;
    return weight > 0 && rest < 0;
  });
  const chosen = found ?? all.filter(({ weight }) => weight > 0).at(-1);
  if (chosen === undefined)
    throw new UnknownElementError("an endpoint without any deployment that has traffic is not simulated");
  return chosen;
}

/** Whether a request is larger than a service takes. */
export function isOver(limitBytes: number, { body }: ModelRequest): boolean {
  return Buffer.byteLength(body) > limitBytes;
}

/** The form of the rows: MLflow's scoring server takes `dataframe_split`, and Azure Machine Learning without a script `input_data`. */
export type RowsForm = "dataframe_split" | "input_data";

/**
 * What a model's container answers to a request of another form. MLflow's scoring server takes further ones too; the scoring functions use
 * this one.
 * @returns undefined for a request that it reads
 */
export function formProblem(form: RowsForm, { contentType, body }: ModelRequest): ModelAnswer | undefined {
  if (!/^application\/json\b/.test(contentType))
    return problem(415, `This predictor only supports the content type application/json, not ${contentType}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return problem(400, "Invalid input. The request body is no JSON");
  }
  if (isObject(parsed) && isObject(parsed[form])) return undefined;
  return problem(400, `Invalid input. The input must be a JSON dictionary with ${form}`);
}

function problem(status: number, message: string): ModelAnswer {
  return { status, body: Buffer.from(message) };
}

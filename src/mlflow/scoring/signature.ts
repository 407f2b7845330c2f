import { Problems } from "../../core";
import { checkSettings } from "../../core/checks";
import type { ModelColumn, ModelColumnType } from "./column";
import { readMlmodel } from "./mlmodel";
import { SIGNATURE } from "./signature-checks";

/** Props of a signature. */
export interface ModelSignatureProps {
  /** Input columns in the model's order. */
  readonly inputs: ModelColumn[];
  /**
   * Types of a prediction's columns. If all are `float` or `double`, a prediction may be any number. @default - not known: a whole number
   * beyond 2^53 is refused, because JavaScript cannot tell it from its neighbours
   */
  readonly outputs?: ModelColumnType[];
}

/**
 * The columns of a model that MLflow logged. They become the arguments of a scoring function.
 *
 * A model without a signature, with unnamed columns or with tensors is refused: SQL has no rows for it.
 * @see https://mlflow.org/docs/latest/ml/model/signatures/
 */
export class ModelSignature {
  /**
   * Reads the signature of a logged model at synthesis.
   * @param file the file `MLmodel`, or the folder with it
   * @throws ValidationError without the file, without a signature in it, or for columns that SQL cannot supply
   */
  public static fromMlmodel(file: string): ModelSignature {
    return new ModelSignature(readMlmodel(file));
  }

  /** Input columns in the model's order. */
  public readonly inputs: ModelColumn[];
  /** Types of a prediction's columns; undefined if they are not known. */
  public readonly outputs?: ModelColumnType[];

  /** @throws ValidationError for a column without a name, with the name of another one, or of a type that SQL cannot supply */
  constructor(props: ModelSignatureProps) {
    const problems = new Problems("ModelSignature");
    checkSettings(problems, SIGNATURE, props);
    problems.throwIfAny();
    this.inputs = [...props.inputs];
    this.outputs = props.outputs && [...props.outputs];
  }
}

import { Construct } from "constructs";
import { checkOnce } from "../../core/checks";
import { ContextHeader, ExternalFunction, Grant, Translator, type FunctionArgument, type IRole } from "../../snowflake";
import { generatedJavascript } from "../../snowflake/external-function/javascript";
import { SCORING_FUNCTION } from "./checks";
import { argumentsOf, batchRows, takesObject } from "./defaults";
import { scoringRequest } from "./request";
import { scoringResponse } from "./response";
import type { ScoringFunctionProps } from "./settings";

/** By which a proxy admits the account; in the order of Snowflake's DESCRIBE, as any other is a difference in every plan. */
const CONTEXT = [ContextHeader.CURRENT_ACCOUNT, ContextHeader.CURRENT_REGION];

/**
 * A SQL function that scores rows at a model's endpoint: `SELECT SCORE_CHURN(AGE, PLAN) FROM CUSTOMERS`.
 *
 * It has an argument for each column of the model, or one OBJECT, and returns the prediction as a VARIANT. Snowflake sends up to
 * `maxBatchRows` rows in a request. Every value arrives exactly, or the statement fails and names column and row.
 */
export class ScoringFunction extends Construct {
  /** Name of the function as configured. */
  public readonly functionName: string;
  /** Arguments in their order: the columns, or one OBJECT. */
  public readonly arguments: FunctionArgument[];
  /** Most rows in a request. */
  public readonly maxBatchRows: number;
  /** The function in Snowflake. */
  public readonly externalFunction: ExternalFunction;

  /** @throws ValidationError for an invalid name, limit or signature, or columns that are no arguments */
  constructor(scope: Construct, id: string, props: ScoringFunctionProps) {
    super(scope, id);
    checkOnce(this, props, SCORING_FUNCTION);
    const { workspace, name, protocol, maxPayloadBytes } = props;
    const { inputs: columns, outputs } = props.signature;
    this.functionName = name;
    this.arguments = argumentsOf(props);
    this.maxBatchRows = batchRows(props);

    const request = scoringRequest({ name, columns, protocol, maxPayloadBytes, takesObject: takesObject(props) });
    this.externalFunction = new ExternalFunction(this, "Function", {
      workspace,
      name,
      arguments: this.arguments,
      integration: props.integration,
      path: props.path,
      contextHeaders: CONTEXT,
      maxBatchRows: this.maxBatchRows,
      requestTranslator: new Translator(this, "Request", {
        workspace,
        name: `${name}_REQUEST`,
        body: generatedJavascript(request),
        functionArguments: this.arguments,
        comment: `Turns rows of ${name} into a request of the model`,
      }),
      responseTranslator: new Translator(this, "Response", {
        workspace,
        name: `${name}_RESPONSE`,
        body: generatedJavascript(scoringResponse({ name, protocol, outputs })),
        comment: `Turns the predictions of the model into the values of ${name}`,
      }),
      comment: props.comment ?? `Scores rows with the model at ${props.path}`,
    });
    for (const role of props.readers ?? []) this.grantUsage(role);
  }

  /** Allows a role to call the function, and run its translators. The role also needs the usage of the workspace. */
  public grantUsage(role: IRole): Grant {
    return this.externalFunction.grantUsage(role);
  }
}

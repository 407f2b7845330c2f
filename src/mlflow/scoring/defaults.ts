import { signatureOf } from "../../snowflake/external-function/signature";
import { SqlType, type FunctionArgument } from "../../snowflake";
import { argumentName } from "./argument-names";
import type { ModelColumn } from "./column";
import type { ScoringFunctionProps } from "./settings";
import { COLUMN_FORMS } from "./sql-types";

/** Amazon API Gateway, for the request line and all headers. */
const MAX_HEADER_BYTES = 10_240;
/** Snowflake's own limit for the headers with a signature. */
const MAX_SIGNATURE_HEADER_BYTES = 9_800;
/** What else the request line and the headers hold: the host, the path's stage, the credentials, IDs, the account; with a margin. */
const OTHER_HEADER_BYTES = 3_500;
/** Arguments of a function in Snowflake. */
export const MAX_ARGUMENTS = 500;
/** More rows make a request slower to repeat, and save little of its fixed cost. */
const MOST_ROWS = 1_000;
/** The only argument of a function that takes an OBJECT. */
const OBJECT_ARGUMENT = "FEATURES";

/** Bytes that are left for the headers with the function's signature. */
export function signatureHeaderLimit({ path, maxHeaderBytes = MAX_HEADER_BYTES }: ScoringFunctionProps): number {
  const left = maxHeaderBytes - OTHER_HEADER_BYTES - Buffer.byteLength(path);
  return Math.max(0, Math.min(left, MAX_SIGNATURE_HEADER_BYTES));
}

/** Bytes of the two headers with a function's signature: the text, and its base64 form. */
export function signatureHeaderBytes(args: FunctionArgument[]): number {
  const names = "sf-external-function-signature: sf-external-function-signature-base64: ";
  const bytes = Buffer.byteLength(`(${signatureOf(args)})`);
  return names.length + bytes + 4 * Math.ceil(bytes / 3);
}

/** An argument for each column. */
export function columnArguments(columns: readonly ModelColumn[]): FunctionArgument[] {
  return columns.map(({ name, type }) => ({ name: argumentName(name), type: COLUMN_FORMS[type].sqlType }));
}

/** Whether the function takes one OBJECT. */
export function takesObject(props: ScoringFunctionProps): boolean {
  if (props.takesObject !== undefined) return props.takesObject;
  const args = columnArguments(props.signature.inputs);
  return args.length > MAX_ARGUMENTS || signatureHeaderBytes(args) > signatureHeaderLimit(props);
}

/** The arguments of the function. */
export function argumentsOf(props: ScoringFunctionProps): FunctionArgument[] {
  return takesObject(props)
    ? [{ name: OBJECT_ARGUMENT, type: SqlType.OBJECT }]
    : columnArguments(props.signature.inputs);
}

/** Most bytes of a row in the request, where a text has the assumed length. */
export function rowBytes(columns: readonly ModelColumn[]): number {
  // Brackets, a comma, and the row's number in an index.
  return columns.reduce((sum, { type }) => sum + COLUMN_FORMS[type].bytes, 8);
}

/** Rows in a request. */
export function batchRows({ maxBatchRows, maxPayloadBytes, signature }: ScoringFunctionProps): number {
  if (maxBatchRows !== undefined) return maxBatchRows;
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(maxPayloadBytes / 2 / rowBytes(signature.inputs))));
}

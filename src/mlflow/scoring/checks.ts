import type { CheckTable } from "../../core/checks";
import { integer, oneOf, required, that, type Rule } from "../../core/rules";
import { IDENTIFIER } from "../../snowflake/rules";
import { MAX_ARGUMENTS, columnArguments, signatureHeaderBytes, signatureHeaderLimit, takesObject } from "./defaults";
import { ScoringProtocol, type ScoringFunctionProps } from "./settings";
import { ModelSignature } from "./signature";

/** Snowflake reads no more than this of a response; a larger request has no endpoint on any cloud. */
const MAX_PAYLOAD = 32 * 1024 * 1024;
const NEEDS_SIGNATURE = "the arguments of the function come from it";
const TAKE_OBJECT = "Set takesObject: true, or leave it out";

const fitsHeaders = (props: ScoringFunctionProps): Rule =>
  that(
    (value) =>
      value === true || signatureHeaderBytes(columnArguments(props.signature.inputs)) <= signatureHeaderLimit(props),
    `be true: the headers with an argument for each column have more than ${signatureHeaderLimit(props)} bytes`,
    TAKE_OBJECT,
  );

const differs = ({ inputs }: ModelSignature): Rule => {
  const names = columnArguments(inputs).map(({ name }) => name);
  const second = names.findIndex((name, index) => names.indexOf(name) !== index);
  const columns = inputs.filter((_, index) => names[index] === names[second]).map(({ name }) => JSON.stringify(name));
  return that(
    () => second < 0,
    `have columns that give different arguments; ${columns.join(" and ")} give ${names[second]}`,
    "Set takesObject: true, or rename a column in the model",
  );
};

const hasSignature = ({ signature }: ScoringFunctionProps): boolean => signature instanceof ModelSignature;

/** Requirements on the props of a scoring function; the external function has those on name and path. */
export const SCORING_FUNCTION: CheckTable<ScoringFunctionProps> = {
  rows: [
    { field: "name", rule: IDENTIFIER, synthesis: true },
    { field: "signature", rule: required(NEEDS_SIGNATURE, "Use new ModelSignature or ModelSignature.fromMlmodel") },
    {
      field: "signature",
      rule: that(
        (value) => value instanceof ModelSignature,
        `be a signature: ${NEEDS_SIGNATURE}`,
        "Use new ModelSignature or ModelSignature.fromMlmodel",
      ),
    },
    { field: "protocol", rule: oneOf(ScoringProtocol), synthesis: true },
    { field: "maxPayloadBytes", rule: integer(1_024, MAX_PAYLOAD, "bytes of a request"), synthesis: true },
    { field: "maxBatchRows", rule: integer(1, 100_000, "rows of a request"), synthesis: true },
    {
      field: "maxHeaderBytes",
      rule: integer(8_192, 1024 * 1024, "bytes of the request line and the headers"),
      synthesis: true,
    },
    {
      field: "takesObject",
      rule: ({ signature }) =>
        that(
          (value) => value === true || signature.inputs.length <= MAX_ARGUMENTS,
          `be true: a function of Snowflake has at most ${MAX_ARGUMENTS} arguments`,
          TAKE_OBJECT,
        ),
      when: hasSignature,
    },
    { field: "takesObject", rule: fitsHeaders, when: hasSignature },
    {
      field: "signature",
      rule: ({ signature }) => differs(signature),
      when: (props) => hasSignature(props) && !takesObject(props),
    },
  ],
};

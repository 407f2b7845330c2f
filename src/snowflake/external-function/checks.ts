import type { Problems } from "../../core";
import { checkValue, type CheckTable } from "../../core/checks";
import { integer, oneOf, pattern, that } from "../../core/rules";
import { COMMENT, IDENTIFIER } from "../rules";
import type { ExternalFunctionProps } from "./settings";
import { SqlType, type FunctionArgument } from "./sql-type";

const MAX_HEADER_BYTES = 8 * 1024;

const HEADERS = `have at most ${MAX_HEADER_BYTES} bytes of names and values together`;
const HEADER_NAME = pattern(
  /^[^\s_()/,:;<>="?@[\]\\{}]+$/,
  'be a header name without blanks, _ and ( ) / , : ; < > = " ? @ [ ] \\ { }',
  "Use letters, digits and hyphens",
);
const HEADER_VALUE = that((value) => !/\s\s/.test(String(value)), "not contain two blanks in a row", "Use one blank");

/** Requirements on the props of an external function; arguments and headers have rules of their own. */
export const EXTERNAL_FUNCTION: CheckTable<ExternalFunctionProps> = {
  rows: [
    { field: "name", rule: IDENTIFIER },
    COMMENT,
    { field: "maxBatchRows", rule: integer(1, undefined, "rows of a request") },
    {
      field: "path",
      rule: that(
        (path) => !/^\/|[\s?#'"]/.test(String(path)),
        "not begin with /, as the integration's URL ends with it, and contain no blank, quote, ? or #",
        "Remove it",
      ),
    },
  ],
};

/** Notes what is wrong in the arguments of a function or procedure. */
export function checkArguments(problems: Problems, args: FunctionArgument[]): void {
  const type = oneOf(SqlType, "any other spelling is a difference in every plan");
  args.forEach((argument, index) => {
    checkValue(problems, `arguments.${index}.name`, argument.name, IDENTIFIER, true);
    checkValue(problems, `arguments.${index}.type`, argument.type, type, true);
    const isFirst = args.findIndex(({ name }) => name === argument.name) === index;
    checkValue(
      problems,
      `arguments.${index}.name`,
      argument.name,
      that(() => isFirst, "be unique among the arguments", "Rename it"),
    );
  });
}

/** Notes what is wrong in the headers of an external function. */
export function checkHeaders(problems: Problems, headers: Record<string, string>): void {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    checkValue(problems, `headers.${name}`, name, HEADER_NAME);
    checkValue(problems, `headers.${name}`, value, HEADER_VALUE);
  }
  checkValue(
    problems,
    "headers",
    `${bytes} bytes`,
    that(() => bytes <= MAX_HEADER_BYTES, HEADERS, "Shorten them"),
  );
}

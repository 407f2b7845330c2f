import type { Element } from "../../../../inspect/rules/azure/api-management-xml";

/** What an expression can compare. */
interface Response {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const STATUS = /^context\.Response\.StatusCode (==|!=) (\d+)$/;
const HEADER = /^context\.Response\.Headers\.GetValueOrDefault\("([\w-]+)",\s*"([^"]*)"\) (==|!=) "([^"]*)"$/;

/** Whether the simulator understands an expression: comparisons of the status and of headers alone. */
export function isCondition(expression: string): boolean {
  const [, inner] = /^@\((.+)\)$/.exec(expression) ?? [];
  return inner !== undefined && inner.split(" || ").every((each) => STATUS.test(each) || HEADER.test(each));
}

/** The elements of the first case that holds. @see https://learn.microsoft.com/en-us/azure/api-management/choose-policy */
export function chosen(element: Element, response: Response): readonly Element[] {
  const holds = ({ name, attributes }: Element): boolean =>
    name === "otherwise" ||
    (attributes.condition ?? "")
      .slice(2, -1)
      .split(" || ")
      .some((each) => isTrue(each, response));
  return element.children.find(holds)?.children ?? [];
}

function isTrue(comparison: string, { status, headers }: Response): boolean {
  const [, name, otherwise = "", operator, value] = HEADER.exec(comparison) ?? [];
  if (name !== undefined) return (operator === "==") === ((headers[name.toLowerCase()] ?? otherwise) === value);
  const [, sign, number] = STATUS.exec(comparison) ?? [];
  return (sign === "==") === (Number(number) === status);
}

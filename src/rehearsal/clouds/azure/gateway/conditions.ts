import type { Element } from "../../../../inspect/rules/azure/api-management-xml";

const STATUS = /^context\.Response\.StatusCode (==|!=) (\d+)$/;

/** Whether the simulator understands an expression: comparisons of the status alone. */
export function isCondition(expression: string): boolean {
  const [, inner] = /^@\((.+)\)$/.exec(expression) ?? [];
  return inner !== undefined && inner.split(" || ").every((each) => STATUS.test(each));
}

/** The elements of the first case that holds. @see https://learn.microsoft.com/en-us/azure/api-management/choose-policy */
export function chosen(element: Element, status: number): readonly Element[] {
  const holds = ({ name, attributes }: Element): boolean =>
    name === "otherwise" ||
    (attributes.condition ?? "")
      .slice(2, -1)
      .split(" || ")
      .some((each) => {
        const [, operator, number] = STATUS.exec(each) ?? [];
        return (operator === "==") === (Number(number) === status);
      });
  return element.children.find(holds)?.children ?? [];
}

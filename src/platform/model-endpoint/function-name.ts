/** Name of the function that scores by an endpoint. */
export function functionNameOf({
  name,
  functionName,
}: {
  readonly name: string;
  readonly functionName?: string;
}): string {
  return functionName ?? `SCORE_${name.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * A value as JavaScript of a translator. A column's name can hold what ends the body in SQL, what begins a Terraform expression, or a line
 * end that only ES2019 allows in a text.
 */
export function literal(value: unknown): string {
  return JSON.stringify(value).replace(
    /[$%\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

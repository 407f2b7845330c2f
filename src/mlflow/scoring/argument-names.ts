/**
 * Words that are no argument's name in Snowflake without quotes, and the provider writes none.
 * @see https://docs.snowflake.com/en/sql-reference/reserved-keywords
 */
const RESERVED = new Set(
  (
    "ACCOUNT ALL ALTER AND ANY AS BETWEEN BY CASE CAST CHECK COLUMN CONNECT CONNECTION CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE " +
    "CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DATABASE DELETE DISTINCT DROP ELSE EXISTS FALSE FOLLOWING FOR FROM FULL GRANT GROUP " +
    "GSCLUSTER HAVING ILIKE IN INCREMENT INNER INSERT INTERSECT INTO IS ISSUE JOIN LATERAL LEFT LIKE LOCALTIME LOCALTIMESTAMP MINUS " +
    "NATURAL NOT NULL OF ON OR ORDER ORGANIZATION QUALIFY REGEXP REVOKE RIGHT RLIKE ROW ROWS SAMPLE SCHEMA SELECT SET SOME START TABLE " +
    "TABLESAMPLE THEN TO TRIGGER TRUE TRY_CAST UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHENEVER WHERE WITH"
  ).split(" "),
);

/** The argument of a column: `sepal length (cm)` is `SEPAL_LENGTH_CM`, `order` is `ORDER_`. */
export function argumentName(column: string): string {
  const name = column
    .toUpperCase()
    .replace(/[^A-Z0-9_$]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (RESERVED.has(name)) return `${name}_`;
  return /^[A-Z]/.test(name) ? name : `_${name}`;
}

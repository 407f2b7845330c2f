import { describeProtectedStack } from "../../support/protected-stack";

const DATA = [
  "aws_db_instance",
  "aws_s3_bucket",
  "aws_s3_bucket",
  "snowflake_database",
  "snowflake_schema",
  "snowflake_stage",
];

describeProtectedStack("aws-prod", DATA, (rehearsed) => {
  test("the database refuses by its own deletion protection too", () => {
    const own = rehearsed().refused.filter((each) => each.includes("deletion protection"));
    expect(own).toEqual([expect.stringContaining("aws_db_instance.")]);
  });
});

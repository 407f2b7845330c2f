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
  test("a stack that serves no model skips the scoring, and says by which variables it could", () => {
    const reason = "the program adds no function when MLOPS_MODEL_LOCATION and MLOPS_MODEL_IMAGE are set";
    expect(rehearsed().report.skipped).toEqual([{ what: "scoring", reason }]);
  });

  test("the database refuses by its own deletion protection too", () => {
    const own = rehearsed().refused.filter((each) => each.includes("deletion protection"));
    expect(own).toEqual([expect.stringContaining("aws_db_instance.")]);
  });
});

import { runTrap } from "../trap";
import { rules, stackOf } from "./stack";

test("a bucket's lifecycle rule holds what S3 answers for what it leaves out", async () => {
  const noncurrent_version_expiration = [{ noncurrent_days: 30 }];
  const expiration = [{ expired_object_delete_marker: true }];
  const result = await runTrap({
    config: stackOf({
      aws_s3_bucket: { b: { bucket: "team-models" } },
      aws_s3_bucket_lifecycle_configuration: {
        b: {
          bucket: "${aws_s3_bucket.b.id}",
          rule: [
            { id: "all", status: "Enabled", filter: [{}], noncurrent_version_expiration },
            { id: "marks", status: "Enabled", filter: [{ tag: [{ key: "a", value: "b" }] }], expiration },
          ],
        },
      },
    }),
    rules,
  });
  expect(result.changes).toEqual({});
  const noSizes = { object_size_greater_than: null, object_size_less_than: null };
  expect(result.state.one("aws_s3_bucket_lifecycle_configuration").attributes.rule).toMatchObject([
    {
      prefix: "",
      filter: [{ prefix: "", ...noSizes }],
      noncurrent_version_expiration: [{ newer_noncurrent_versions: null }],
    },
    { prefix: "", filter: [{ prefix: "", ...noSizes }], expiration: [{ days: 0 }] },
  ]);
}, 60_000);

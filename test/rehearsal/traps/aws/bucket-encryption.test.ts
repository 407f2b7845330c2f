import { runTrap } from "../trap";
import { rules, stackOf } from "./stack";

const encrypted = async (refused: Record<string, unknown>) =>
  runTrap({
    config: stackOf({
      aws_s3_bucket: { b: { bucket: "team-models" } },
      aws_s3_bucket_server_side_encryption_configuration: {
        b: {
          bucket: "${aws_s3_bucket.b.id}",
          rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" }, ...refused }],
        },
      },
    }),
    rules,
  });

test("a bucket refuses SSE-C by itself, so that the second plan is empty only where the configuration says it too", async () => {
  expect((await encrypted({})).changes).toEqual({
    "aws_s3_bucket_server_side_encryption_configuration.b": "update",
  });
  expect((await encrypted({ blocked_encryption_types: ["SSE-C"] })).changes).toEqual({});
}, 60_000);

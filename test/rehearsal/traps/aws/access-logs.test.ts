import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import { ACCOUNT, group, NETWORK, policy, PRIVATE, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;

const bucket = (statements: JsonObject[], algorithm = "AES256"): Blocks => ({
  aws_s3_bucket: { logs: { bucket: "team-logs" }, data: { bucket: "team-data" } },
  aws_s3_bucket_server_side_encryption_configuration: {
    logs: {
      bucket: "${aws_s3_bucket.logs.id}",
      rule: [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: algorithm },
          blocked_encryption_types: ["SSE-C"],
        },
      ],
    },
  },
  ...(statements.length === 0
    ? {}
    : { aws_s3_bucket_policy: { logs: { bucket: "${aws_s3_bucket.logs.id}", policy: policy(...statements) } } }),
});

const put = (service: string, path: string, changes: JsonObject = {}): JsonObject => ({
  Effect: "Allow",
  Principal: { Service: service },
  Action: "s3:PutObject",
  Resource: `arn:aws:s3:::team-logs/${path}`,
  ...changes,
});

const BALANCER = put("logdelivery.elasticloadbalancing.amazonaws.com", `alb/AWSLogs/${ACCOUNT}/*`);
const S3 = put("logging.s3.amazonaws.com", "s3/*", {
  Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
});

function logging(statements: JsonObject[], algorithm?: string): Promise<TrapResult> {
  const after = [
    "aws_s3_bucket_server_side_encryption_configuration.logs",
    ...(statements.length === 0 ? [] : ["aws_s3_bucket_policy.logs"]),
  ];
  return runTrap({
    rules,
    config: stackOf(NETWORK, bucket(statements, algorithm), {
      aws_security_group: { lb: group("lb", [80]) },
      aws_lb: {
        lb: {
          name: "mlops",
          internal: true,
          subnets: PRIVATE,
          security_groups: ["${aws_security_group.lb.id}"],
          access_logs: { bucket: "${aws_s3_bucket.logs.id}", prefix: "alb", enabled: true },
          depends_on: after,
        },
      },
      aws_s3_bucket_logging: {
        data: {
          bucket: "${aws_s3_bucket.data.id}",
          target_bucket: "${aws_s3_bucket.logs.id}",
          target_prefix: "s3/",
          depends_on: after,
        },
      },
    }),
  });
}

test(
  "a bucket whose policy lets both services write takes the logs of both",
  async () => {
    const { errors, changes } = await logging([BALANCER, S3]);
    expect({ errors, changes }).toEqual({ errors: [], changes: {} });
  },
  TIMEOUT,
);

test.each<[string, JsonObject[], string | undefined, string]>([
  ["without a policy", [], undefined, "Access Denied for bucket: team-logs"],
  [
    "whose policy names another folder",
    [S3, put("logdelivery.elasticloadbalancing.amazonaws.com", "other/*")],
    undefined,
    "Access Denied for bucket: team-logs",
  ],
  ["that lets in the load balancer alone", [BALANCER], undefined, "no access log would be delivered"],
  [
    "that lets in the buckets of another account",
    [BALANCER, { ...S3, Condition: { StringEquals: { "aws:SourceAccount": "999988887777" } } }],
    undefined,
    "no access log would be delivered",
  ],
  ["with KMS", [BALANCER, S3], "aws:kms", "SSE-S3 alone"],
])(
  "a bucket %s takes no logs",
  async (_what, statements, algorithm, message) => {
    expect((await logging(statements, algorithm)).errors.join()).toContain(message);
  },
  TIMEOUT,
);

import type { NameRule } from "../core";

/** Names that AWS allows; internal to the package. */
export class AwsNameRules {
  /** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
  public static readonly LOAD_BALANCER: NameRule = {
    what: "load balancer name",
    max: 32,
    pattern: "^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$",
    words: "letters, digits and hyphens, with no hyphen at either end and not beginning with internal-",
  };

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  public static readonly BUCKET: NameRule = {
    what: "bucket name",
    min: 3,
    max: 63,
    pattern: "^[a-z0-9]([a-z0-9-]|\\.(?!\\.))*[a-z0-9]$",
    words:
      "lower-case letters, digits, hyphens and single dots, without s3:// and with a letter or digit at either end",
  };

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  public static readonly ROLE: NameRule = {
    what: "role name",
    max: 64,
    pattern: "^[A-Za-z0-9+=,.@_-]+$",
    words: "letters, digits and + = , . @ _ -",
  };

  /** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
  public static readonly DATABASE: NameRule = {
    what: "database instance identifier",
    max: 63,
    pattern: "^[a-z](-?[a-z0-9])*$",
    words: "lower-case letters, digits and single hyphens, beginning with a letter",
  };

  /** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html */
  public static readonly MODEL_ENDPOINT: NameRule = {
    what: "endpoint name",
    max: 63,
    pattern: "^[a-zA-Z0-9](-*[a-zA-Z0-9])*$",
    words: "letters, digits and hyphens, with no hyphen at either end",
  };

  /** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
  public static readonly VARIANT: NameRule = { ...AwsNameRules.MODEL_ENDPOINT, what: "name of a production variant" };
}

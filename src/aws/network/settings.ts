/** What the servers can reach outside the VPC. */
export enum NetworkEgress {
  /** The internet: through NAT, or by a public IP address of their own. */
  INTERNET = "internet",
  /**
   * Nothing but the AWS services that they need, through VPC endpoints: S3, ECR, Secrets Manager, CloudWatch Logs and Session
   * Manager. The images must be in ECR, in the same region. A pull-through cache fetches an image at its first pull, for
   * which the VPC would need a way out: pull each image once from elsewhere before.
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  NONE = "none",
}

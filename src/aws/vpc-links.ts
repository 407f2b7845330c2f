import { Fn, type Precondition } from "cdktf";
import { pattern, type Rule } from "../core/rules";

/**
 * The regions in which API Gateway has VPC links of version 2, and the zones of them that have none, as AWS's page listed them in 2026-11.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 */
const REGIONS = [
  ...[
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
  ],
  ...["eu-central-1", "eu-north-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "me-south-1", "sa-east-1"],
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2"],
];

export const ZONES_WITHOUT_VPC_LINKS = ["use1-az3", "usw1-az2", "ape1-az1", "apne1-az3", "cac1-az4", "euw3-az2"];

const WHY = "API Gateway reaches a VPC by a VPC link of version 2, which does not exist in every region";

/** A region that the gateway can be created in. */
export const VPC_LINK_REGION: Rule = pattern(
  new RegExp(`^(${REGIONS.join("|")})$`),
  `be a region with VPC links: ${WHY}`,
  `Use one of ${REGIONS.join(", ")}`,
);

/** The same as a condition of Terraform's, for a region that only the credentials tell. */
export function vpcLinkCondition(region: string): Precondition {
  return {
    condition: Fn.contains(REGIONS, region),
    errorMessage: `${WHY}. Deploy to one of ${REGIONS.join(", ")}.`,
  };
}

import type { Row } from "../row";

const sagemaker = (resource: string): string => `arn:aws:sagemaker:{region}:{account}:${resource}`;
const TAGS = "sagemaker:AddTags sagemaker:DeleteTags";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html */
export const models: Record<string, Row> = {
  aws_sagemaker_model: {
    on: [sagemaker("model/{name|'terraform-*'}")],
    create: "sagemaker:CreateModel sagemaker:AddTags",
    read: "sagemaker:DescribeModel sagemaker:ListTags",
    update: TAGS,
    delete: "sagemaker:DeleteModel",
    passes: [{ attribute: "execution_role_arn", to: "sagemaker.amazonaws.com" }],
  },
  aws_sagemaker_endpoint_configuration: {
    on: [sagemaker("endpoint-config/{name|name_prefix*|'terraform-*'}")],
    create: "sagemaker:CreateEndpointConfig sagemaker:AddTags",
    read: "sagemaker:DescribeEndpointConfig sagemaker:ListTags",
    update: TAGS,
    delete: "sagemaker:DeleteEndpointConfig",
  },
  aws_sagemaker_endpoint: {
    on: [
      sagemaker("endpoint/{name|'terraform-*'}"),
      sagemaker("endpoint-config/{endpoint_config_name.name|endpoint_config_name.name_prefix*|endpoint_config_name}"),
    ],
    create: "sagemaker:CreateEndpoint sagemaker:AddTags",
    read: "sagemaker:DescribeEndpoint sagemaker:ListTags",
    update: `sagemaker:UpdateEndpoint ${TAGS}`,
    delete: "sagemaker:DeleteEndpoint",
  },
};

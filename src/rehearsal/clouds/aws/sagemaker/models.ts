import { block, blocks, isTrue, text } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { fill } from "../../../simulator/writers";
import { makeArn } from "../arn";
import { needRole } from "../lookup";
import { regionOf } from "../session";
import { invalid } from "./invalid";

function checkModel(context: CreateContext): void {
  const { values } = context;
  const role = text(values, "execution_role_arn");
  needRole(context, role, `ValidationException: Could not find role ${String(role)}`, "execution_role_arn");
  const image = text(block(values, "primary_container"), "image") ?? "";
  const [, region] = /\.dkr\.ecr\.([a-z0-9-]+)\./.exec(image) ?? [];
  if (region !== undefined && region !== regionOf(context))
    invalid(`The image ${image} is in another region than the model`, "primary_container");
}

/** What SageMaker refuses in a configuration whose variants are serverless. */
function serverlessProblem(configuration: Values, models: readonly (Values | undefined)[]): string | undefined {
  const variants = blocks(configuration, "production_variants");
  if (!variants.some((variant) => block(variant, "serverless_config"))) return undefined;
  if (variants.length > 1) return "Serverless endpoints support one production variant";
  if (block(configuration, "data_capture_config")) return "Data capture is not supported for serverless endpoints";
  for (const model of models) {
    if (block(model, "vpc_config")) return "Serverless endpoints do not support models with a VPC configuration";
    if (isTrue(model, "enable_network_isolation")) return "Serverless endpoints do not support network isolation";
    if (block(block(model, "primary_container"), "model_data_source"))
      return "ModelDataSource is not supported for serverless endpoints: use ModelDataUrl with an archive";
  }
  return undefined;
}

/**
 * Instance types with local storage, as far as their names tell.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
const LOCAL_STORAGE = /^ml\.(?:[a-z]+\d+[a-z]*d[a-z]*|g5|g6e?|p5[a-z]*|trn1n?)\./;

function checkConfiguration(context: CreateContext): void {
  const { account, values } = context;
  const variants = blocks(values, "production_variants");
  for (const variant of variants) {
    const hasInstances = text(variant, "instance_type") !== undefined;
    const isServerless = block(variant, "serverless_config") !== undefined;
    if (hasInstances === isServerless)
      invalid("a production variant has either an InstanceType or a ServerlessConfig", "production_variants");
    if (block(variant, "managed_instance_scaling"))
      invalid("ManagedInstanceScaling is only supported for inference component endpoints.", "production_variants");
  }
  const local = variants
    .map((variant) => text(variant, "instance_type") ?? "")
    .find((type) => LOCAL_STORAGE.test(type));
  if (text(values, "kms_key_arn") !== undefined && local !== undefined)
    invalid(`KmsKeyId cannot be specified with the instance type ${local}, which has local storage`, "kms_key_arn");
  const names = variants.map((variant) => text(variant, "variant_name"));
  if (new Set(names).size < names.length) invalid("Variant names must be unique", "production_variants");
  const models = variants.map((variant) => account.get("aws_sagemaker_model", text(variant, "model_name") ?? ""));
  const problem = serverlessProblem(values, models);
  if (problem !== undefined) invalid(problem, "production_variants");
}

/** SageMaker writes names in lower case into ARNs. */
function nameArn(kind: string): (context: CreateContext) => void {
  return (context) =>
    fill(context.values, {
      arn: makeArn(context, "sagemaker", `${kind}/${String(context.values.name).toLowerCase()}`),
    });
}

/**
 * Nothing holds a model or a configuration: SageMaker deletes both under a live endpoint.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/40048
 */
export const modelActs: Readonly<Record<string, Acts>> = {
  aws_sagemaker_model: { check: checkModel, create: nameArn("model") },
  aws_sagemaker_endpoint_configuration: { check: checkConfiguration, create: nameArn("endpoint-config") },
};

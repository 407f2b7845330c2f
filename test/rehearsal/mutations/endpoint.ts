import type { Values } from "../../../src/rehearsal/simulator/rule";
import { ALL, deployed, replaced, without, WORD, type Mutation } from "./mutation";
import type { Copy } from "./platform";

const FUNCTION = "snowflake_external_function";
const CONFIGURATION = "aws_sagemaker_endpoint_configuration";
const RESPONSE = "aws_api_gateway_integration_response";

/** What the deployment froze of the route to the endpoint. */
const routeOf = (values: Values) =>
  deployed(({ integrations }) => {
    for (const each of integrations) if (each.type === "AWS") Object.assign(each, values);
  });
/** A frozen response of the route, by its status. */
const responseOf = (status: string, values: Values) =>
  deployed(({ integrationResponses }) => {
    for (const each of integrationResponses) if (each.status_code === status) Object.assign(each, values);
  });
/** Templates that leave the response's own status. */
const withoutOverride = (templates: unknown): Values =>
  JSON.parse(JSON.stringify(templates).replace(/#set\(\$context\.responseOverride\.status = \d+\)\\n/g, "")) as Values;
const variantOf = (values: Values) => (copy: Copy) =>
  copy.edit(CONFIGURATION, ALL, (held) => {
    for (const each of held.production_variants as Values[]) Object.assign(each, values);
  });

/** A model endpoint of aws-dev, with its route and its function. */
export const ENDPOINT: readonly Mutation[] = [
  {
    type: "aws_sagemaker_model",
    what: "a model at another location",
    change: (copy) =>
      copy.edit("aws_sagemaker_model", ALL, (held) => {
        const [container] = held.primary_container as Values[];
        const [source] = container?.model_data_source as Values[];
        const [place] = source?.s3_data_source as Values[];
        if (place) place.s3_uri = `${String(place.s3_uri)}${WORD}/`.replace("/mlflow/", "/other/");
      }),
    red: /scoring: .*Failed to download model data .*may not read it/,
  },
  {
    type: "aws_sagemaker_model",
    what: "another image",
    change: (copy) =>
      copy.edit("aws_sagemaker_model", ALL, (held) => {
        for (const each of held.primary_container as Values[]) each.image = String(each.image).replace("pyfunc", WORD);
      }),
    red: /scoring: .*The repository of the image .*may not pull from it/,
  },
  {
    type: CONFIGURATION,
    what: "names no model",
    change: variantOf({ model_name: WORD }),
    red: /scoring: .*execution role ARN "" is invalid/,
  },
  {
    type: CONFIGURATION,
    what: "no deployment gets calls",
    change: variantOf({ initial_variant_weight: 0 }),
    red: /scoring: .*deployment that has traffic is not simulated/,
  },
  {
    type: "aws_sagemaker_endpoint",
    what: "taken away",
    change: without("aws_sagemaker_endpoint"),
    red: /scoring: .*ENDPOINT_ERROR/,
  },
  {
    type: "aws_appautoscaling_target",
    what: "taken away",
    change: without("aws_appautoscaling_target"),
    green: "a rehearsal has no load to scale by",
  },
  {
    type: "aws_appautoscaling_policy",
    what: "taken away",
    change: without("aws_appautoscaling_policy"),
    green: "a rehearsal has no load to scale by",
  },
  {
    type: "aws_cloudwatch_log_group",
    what: "the endpoint's is taken away",
    change: without("aws_cloudwatch_log_group", /Endpoints_iris/),
    green: "SageMaker makes the group itself, and it is left behind by a destroy",
  },
  {
    type: "aws_iam_role",
    what: "the endpoint's may not be used by SageMaker",
    change: replaced(
      "aws_iam_role",
      /Endpoints_iris/,
      "assume_role_policy",
      "sagemaker.amazonaws.com",
      "ec2.amazonaws.com",
    ),
    red: /scoring: .*trust relationship policy allows the action/,
  },
  {
    type: "aws_iam_role_policy",
    what: "the endpoint may not read its model",
    change: replaced("aws_iam_role_policy", /Endpoints_iris/, "policy", "s3:GetObject", "s3:GetBucketTagging"),
    red: /scoring: .*Failed to download model data/,
  },
  {
    type: "aws_iam_role",
    what: "the route's may not be used by API Gateway",
    change: replaced(
      "aws_iam_role",
      /Gateway.*iris/,
      "assume_role_policy",
      "apigateway.amazonaws.com",
      "ec2.amazonaws.com",
    ),
    red: /scoring: .*500/,
  },
  {
    type: "aws_iam_role_policy",
    what: "the route may not call the endpoint",
    change: replaced(
      "aws_iam_role_policy",
      /Gateway.*iris/,
      "policy",
      "sagemaker:InvokeEndpoint",
      "sagemaker:ListModels",
    ),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: "aws_api_gateway_integration",
    what: "the route calls another endpoint",
    change: routeOf({ uri: `arn:aws:apigateway:eu-central-1:runtime.sagemaker:path/endpoints/${WORD}/invocations` }),
    red: /scoring: .*FORBIDDEN/,
  },
  {
    type: "aws_api_gateway_method",
    what: "the route asks nobody who they are, no policy",
    change: deployed((frozen) => {
      for (const each of frozen.methods) each.authorization = "NONE";
      frozen.policy = null;
    }),
    red: /strangers: POST \/score\/iris of the REST API .*: an anonymous caller/,
  },
  {
    type: RESPONSE,
    what: "a failure of the model is 200",
    change: responseOf("422", { selection_pattern: "no such status" }),
    red: /scoring: .*reached Snowflake as 200/,
  },
  {
    type: RESPONSE,
    what: "a failure of the model is repeated",
    change: responseOf("422", { status_code: "500" }),
    red: /scoring: .*was sent \d+ times, although its model failed/,
  },
  {
    type: RESPONSE,
    what: "the words of the model are handed on",
    change: responseOf("422", { response_templates: {} }),
    red: /scoring: .*shows what its model wrote/,
  },
  {
    type: RESPONSE,
    what: "a busy container is a failure of the model",
    change: deployed(({ integrationResponses }) => {
      for (const each of integrationResponses)
        if (each.status_code === "422") each.response_templates = withoutOverride(each.response_templates);
    }),
    red: /scoring: .*UNAVAILABLE/,
  },
  {
    type: RESPONSE,
    what: "an endpoint that is being updated is 400",
    change: responseOf("503", { status_code: "400" }),
    red: /scoring: .*UNAVAILABLE/,
  },
  {
    type: "aws_api_gateway_method_response",
    what: "taken away",
    change: without("aws_api_gateway_method_response"),
    green: "a response of the integration is refused at apply without it; afterwards it is part of what was deployed",
  },
  {
    type: FUNCTION,
    what: "scores at another path",
    change: replaced(FUNCTION, /Endpoints_iris/, "url_of_proxy_and_resource", "/score/iris", "/score/other"),
    red: /scoring: .*50\d/,
  },
  {
    type: "snowflake_function_javascript",
    what: "predictions in another order",
    change: replaced(
      "snowflake_function_javascript",
      /Endpoints_iris.*Response/,
      "function_definition",
      "predictions[i]",
      "predictions[count - 1 - i]",
    ),
    red: /scoring: .*where the model loaded locally gives/,
  },
];

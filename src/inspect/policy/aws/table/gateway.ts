import type { Row } from "../row";

// API Gateway's actions are the methods of its REST API, and its ARNs are paths of that API with generated IDs.
const api = (path: string): string => `arn:aws:apigateway:{region}::${path}`;
const APIS = [api("/restapis"), api("/restapis/*"), api("/tags/*")];
const LINKS = [api("/vpclinks"), api("/vpclinks/*"), api("/tags/*")];
const GET = "apigateway:GET";
const POST = "apigateway:POST";
const PUT = "apigateway:PUT";
const PATCH = "apigateway:PATCH";
const DELETE = "apigateway:DELETE";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html */
export const gateway: Record<string, Row> = {
  aws_api_gateway_rest_api: {
    on: APIS,
    create: `${POST} ${PATCH} ${PUT}`,
    read: GET,
    update: `${PATCH} ${PUT} ${DELETE}`,
    delete: DELETE,
  },
  aws_api_gateway_rest_api_policy: {
    on: APIS,
    create: `${PATCH} apigateway:UpdateRestApiPolicy`,
    read: GET,
    update: `${PATCH} apigateway:UpdateRestApiPolicy`,
    delete: `${PATCH} apigateway:UpdateRestApiPolicy`,
  },
  aws_api_gateway_resource: { on: APIS, create: POST, read: GET, update: PATCH, delete: DELETE },
  aws_api_gateway_method: { on: APIS, create: PUT, read: GET, update: PATCH, delete: DELETE },
  aws_api_gateway_method_settings: { on: APIS, create: PATCH, read: GET, update: PATCH, delete: PATCH },
  aws_api_gateway_integration: {
    on: APIS,
    create: PUT,
    read: GET,
    update: PATCH,
    delete: DELETE,
    passes: [{ attribute: "credentials", to: "apigateway.amazonaws.com" }],
  },
  aws_api_gateway_method_response: { on: APIS, create: PUT, read: GET, update: PATCH, delete: DELETE },
  aws_api_gateway_integration_response: { on: APIS, create: PUT, read: GET, update: `${PATCH} ${PUT}`, delete: DELETE },
  aws_api_gateway_deployment: { on: APIS, create: POST, read: GET, update: PATCH, delete: DELETE },
  aws_api_gateway_stage: {
    on: APIS,
    create: `${POST} ${PATCH} ${PUT}`,
    read: GET,
    update: `${PATCH} ${PUT} ${DELETE}`,
    delete: DELETE,
    when: [
      {
        attribute: "access_log_settings",
        on: ["*"],
        actions:
          "logs:CreateLogDelivery logs:UpdateLogDelivery logs:GetLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries",
      },
    ],
    linkedRole: "ops.apigateway.amazonaws.com",
  },
  aws_api_gateway_account: {
    on: [api("/account")],
    create: PATCH,
    read: GET,
    update: PATCH,
    delete: PATCH,
    passes: [{ attribute: "cloudwatch_role_arn", to: "apigateway.amazonaws.com" }],
  },
  aws_apigatewayv2_vpc_link: {
    on: LINKS,
    create: `${POST} ${PUT}`,
    read: GET,
    update: `${PATCH} ${PUT} ${DELETE}`,
    delete: DELETE,
    linkedRole: "ops.apigateway.amazonaws.com",
  },
};

export { AwsGateway } from "./aws/rest-api";
export type { AwsGatewayOptions } from "./aws/rest-api";
export type { PathOptions } from "./aws/integration-path";
export { StageRuntime } from "./aws/stages";
export { SqlError, UnknownElementError } from "./errors";
export { NetworkError } from "./gateway";
export type {
  Backend,
  Caller,
  GatewayResponse,
  GatewaySimulator,
  HttpRequest,
  HttpResponse,
  LocalAddress,
} from "./gateway";
export { ExternalFunctionRuntime } from "./runtime";
export type { CallOptions, CallResult, ExternalFunctionRuntimeOptions } from "./runtime";
export type { SqlContext } from "./snowflake/context";
export type { DeliveryLimits, HttpCall } from "./snowflake/delivery";
export type { ContextHeaderSpelling } from "./snowflake/headers";
export { Sandbox } from "./snowflake/sandbox";
export type { JavaScriptFunction, SandboxLimits } from "./snowflake/sandbox";
export type { SemiStructured } from "./snowflake/sql";

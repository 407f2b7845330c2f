export { StageRuntime } from "./stages";
export { SqlError } from "./errors";
export { UnknownElementError } from "../simulator/readers";
export { NetworkError } from "./gateway";
export type {
  Backend,
  CallTarget,
  Caller,
  GatewayResponse,
  GatewaySimulator,
  HttpRequest,
  HttpResponse,
  LocalAddress,
} from "./gateway";
export type { ExternalFunctionDefinition } from "./definitions";
export { ExternalFunctionRuntime } from "./runtime";
export type { CallOptions, CallResult, ExternalFunctionRuntimeOptions } from "./runtime";
export type { SnowflakeAccount, SqlContext } from "./context";
export type { DeliveryLimits, HttpCall } from "./delivery";
export type { ContextHeaderSpelling } from "./headers";
export { Sandbox } from "./sandbox";
export type { JavaScriptFunction, SandboxLimits } from "./sandbox";
export type { SemiStructured } from "./sql";
export type { StorageAccess, StorageSimulator } from "./storage";

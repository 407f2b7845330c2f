import type { Construct } from "constructs";
import { ScoringFunction, type ScoringProtocol } from "../../mlflow";
import { Role, type IApiIntegration, type IWorkspace } from "../../snowflake";
import { functionNameOf } from "./function-name";
import type { ScoringFunctionSettings } from "./settings";

/** What a function needs to know of an endpoint. */
interface Endpoint {
  readonly name: string;
  /** Path of its route on the gateway. */
  readonly path: string;
  readonly maxPayloadBytes: number;
}

export interface ScoringProps {
  readonly workspace: IWorkspace;
  readonly integration: IApiIntegration;
  readonly protocol: ScoringProtocol;
}

/** The function that scores rows by an endpoint of a platform. */
export function makeScoringFunction(
  scope: Construct,
  endpoint: Endpoint,
  settings: ScoringFunctionSettings,
  { workspace, integration, protocol }: ScoringProps,
): ScoringFunction {
  const { signature, readers = [], functionName, maxBatchRows } = settings;
  const { name, path, maxPayloadBytes } = endpoint;
  return new ScoringFunction(scope, "Function", {
    ...{ workspace, integration, protocol, path, signature, maxPayloadBytes, maxBatchRows },
    name: functionNameOf({ name, functionName }),
    readers: readers.map((role) => Role.fromRoleName(scope, `Reader${role}`, role)),
    comment: `Scores rows by the model endpoint ${name}`,
  });
}

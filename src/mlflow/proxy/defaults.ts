import { Catalogue } from "../catalogue/catalogue";
import type { OperationGroup } from "../catalogue/types";
import type { MethodProxyProps } from "./settings";

/** The props with every default. */
export interface ProxySettings {
  readonly groups: OperationGroup[];
  readonly operations: string[];
  readonly listenPort: number;
  readonly uiPort?: number;
  readonly upstreamPort: number;
  readonly maxBodyBytes: number;
  readonly maxRequests: number;
  readonly maxWaitSeconds: number;
  readonly snowflakeAccount: boolean;
  readonly gatewayKey: boolean;
}

export function proxySettings(props: MethodProxyProps = {}): ProxySettings {
  return {
    groups: props.groups ?? Catalogue.defaultGroups(),
    operations: props.operations ?? [],
    listenPort: props.listenPort ?? 8080,
    uiPort: props.uiPort,
    upstreamPort: props.upstreamPort ?? 5000,
    maxBodyBytes: props.maxBodyBytes ?? 10_485_760,
    maxRequests: props.maxRequests ?? 256,
    maxWaitSeconds: props.maxWaitSeconds ?? 20,
    snowflakeAccount: props.snowflakeAccount ?? false,
    gatewayKey: props.gatewayKey ?? false,
  };
}

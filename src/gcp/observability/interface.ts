import type { DatabaseMetrics } from "../backend-store/interface";
import type { GatewayMetrics } from "../gateway/interface";
import type { ServerMetrics } from "../tracking-server/interface";

/** The metrics of the components along the path of a SQL call. */
export interface MonitoredComponents {
  /** @default - no alarms of a gateway */
  readonly gateway?: GatewayMetrics;
  /** @default - no alarms of servers */
  readonly servers?: ServerMetrics;
  /** @default - no alarms of a database */
  readonly database?: DatabaseMetrics;
}

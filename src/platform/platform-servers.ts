import type { CurrentAccount } from "../snowflake";

/** The MLflow servers of a platform, and what is created with them. */
export interface PlatformServers<Server, Created extends Server, Store, Ui> {
  readonly trackingServer: Server;
  /** The servers; undefined when they existed already, as is all else. */
  readonly created?: Created;
  readonly backendStore?: Store;
  readonly uiAccess?: Ui;
  /** The Snowflake account that the servers admit. @default - the platform has looked it up for others too */
  readonly account?: CurrentAccount;
}

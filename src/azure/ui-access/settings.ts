/** Settings of the UI: a container app at which users sign in with Entra. */
export interface UiSettings {
  /** Object IDs of the Entra groups whose members may sign in. */
  readonly groupIds: string[];
  /**
   * In a virtual network: a second, external environment for the UI in the network's subnet for it, at about $26 a month. Otherwise the UI
   * is reached from the virtual network alone. Without a virtual network the UI is public anyway.
   * @default - false
   */
  readonly public?: boolean;
}

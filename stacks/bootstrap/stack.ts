import type { App } from "cdktf";

/** A stack that is deployed before the environments. */
export interface BootstrapStack {
  readonly name: string;
  /** Adds it to the app. It loads the package of its cloud. */
  add(app: App): Promise<void>;
}

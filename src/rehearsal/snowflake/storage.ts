import type { Attributes } from "../simulator/readers";

/** What an identity may do at one place in a cloud's object storage. No file is simulated. */
export interface StorageAccess {
  /** @throws SqlError when listing the location is refused */
  list(): void;
  /**
   * @param path under the location
   * @throws SqlError when writing the object is refused
   */
  write(path: string): void;
}

/** One cloud's object storage with the identities that it admits, as far as they were applied. */
export interface StorageSimulator {
  /** Schemes of the stage URLs that lead here: `s3`. */
  readonly schemes: readonly string[];
  /**
   * Opens a location with the identity that Snowflake gets for a storage integration.
   * @param integration attributes of snowflake_storage_integration
   * @param location `s3://<bucket>/<prefix>`
   * @throws SqlError when the cloud refuses Snowflake the identity
   */
  open(integration: Attributes, location: string): StorageAccess;
}

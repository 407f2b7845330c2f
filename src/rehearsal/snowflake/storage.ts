import type { Attributes } from "../simulator/readers";
import { SqlError } from "./errors";

/** A person has to admit Snowflake first, outside of Terraform, and the stack says that this is yet to come. */
export class PendingConsentError extends SqlError {
  constructor(message: string) {
    super(message);
    this.name = "PendingConsentError";
  }
}

/** How Snowflake says that a cloud's object storage refused it. @param why for the person who reads the rehearsal */
export function stageFailure(message: string, status: number, code: string | undefined, why: string): SqlError {
  const error = code === undefined ? "" : `; Error Code: ${code}`;
  return new SqlError(`Failure using stage area. Cause: [${message} (Status Code: ${status}${error})] (${why})`);
}

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
   * The next place around a location that access can be kept out of; undefined when there is none.
   * @default - the folder above, as far as the bucket itself
   */
  above?(location: string): string | undefined;
  /**
   * Opens a location with the identity that Snowflake gets for a storage integration.
   * @param integration attributes of snowflake_storage_integration
   * @param location `s3://<bucket>/<prefix>`
   * @throws SqlError when the cloud refuses Snowflake the identity
   * @throws PendingConsentError when a person has to admit it first
   */
  open(integration: Attributes, location: string): StorageAccess;
}

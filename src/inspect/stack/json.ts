import type { JsonObject } from "../../core/json";

/** The blocks of a configuration by type and name. */
export type BlocksJson = Record<string, Record<string, JsonObject>>;

/**
 * A stack's `cdk.tf.json`, as CDKTF writes it.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export interface StackJson extends JsonObject {
  readonly "//"?: { readonly metadata?: { readonly stackName?: string; readonly packageVersion?: string } };
  readonly provider?: Record<string, unknown[]>;
  readonly resource?: BlocksJson;
  readonly data?: BlocksJson;
  readonly output?: Record<string, JsonObject>;
  readonly locals?: JsonObject;
  readonly variable?: Record<string, JsonObject>;
  readonly module?: JsonObject;
  readonly terraform: { backend?: Record<string, JsonObject>; [key: string]: unknown };
}

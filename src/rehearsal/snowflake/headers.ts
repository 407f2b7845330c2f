import { randomBytes } from "node:crypto";
import { contextValue } from "./context";
import type { FullContext } from "./context";
import type { ExternalFunctionDefinition } from "./definitions";
import { SqlError } from "./errors";

/** How the keys of a request translator's `contextHeaders` are spelled: Snowflake's page and published translators differ. */
export type ContextHeaderSpelling = "SF_CONTEXT_CURRENT_TIMESTAMP" | "sf-context-current-timestamp";

/** The ids of one batch; the batch id stays the same in retries and polls. */
export interface BatchIds {
  readonly queryId: string;
  readonly batchId: string;
}

export function newQueryId(): string {
  const digits = randomBytes(16).toString("hex");
  return `01${digits.slice(2, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-0000-${digits.slice(16, 28)}`;
}

/** A batch's id looks like `01b02bdf-...:1:1:0:0` on the wire. */
export function newBatch(queryId: string, index: number): BatchIds {
  return { queryId, batchId: `${queryId}:1:1:${index}:0` };
}

/** The two headers with a function's signature may have this many bytes. */
const SIGNATURE_LIMIT = 9_800;

/**
 * The headers of the request that Snowflake sends, without those of the cloud's authentication.
 * @throws SqlError for a signature that is too long for them
 * @see https://docs.snowflake.com/en/sql-reference/external-functions-data-format
 */
export function requestHeaders(
  fn: ExternalFunctionDefinition,
  context: FullContext,
  ids: BatchIds,
): Record<string, string> {
  const headers: Record<string, string> = {
    "User-Agent": "snowflake/1.0",
    "Content-Type": "application/json",
    "sf-external-function-format": "json",
    "sf-external-function-format-version": "1.0",
    "sf-external-function-current-query-id": ids.queryId,
    "sf-external-function-query-batch-id": ids.batchId,
  };
  const twin = (name: string, value: string) => {
    // A header holds printable ASCII only; the twin carries the exact value.
    headers[name] = value.replace(/[^\x20-\x7e]/g, " ");
    headers[`${name}-base64`] = Buffer.from(value, "utf8").toString("base64");
  };
  twin("sf-external-function-name", fn.name);
  const signature = `(${fn.arguments.map(({ name, type }) => `${name} ${type}`).join(", ")})`;
  twin("sf-external-function-signature", signature);
  const bytes = signature.length + Buffer.from(signature).toString("base64").length;
  if (bytes > SIGNATURE_LIMIT)
    throw new SqlError(
      `Request failed for external function ${fn.name}: its signature has ${bytes} bytes in headers; at most ${SIGNATURE_LIMIT} are allowed`,
    );
  twin("sf-external-function-return-type", fn.returnType);
  for (const { name, value } of fn.headers) headers[`sf-custom-${name}`] = value;
  for (const name of fn.contextHeaders) twin(contextHeader(name), contextValue(name, context));
  return headers;
}

/** What a request translator finds under `contextHeaders`. */
export function contextHeaders(
  fn: ExternalFunctionDefinition,
  context: FullContext,
  spelling: ContextHeaderSpelling,
): Record<string, string> {
  const upper = spelling === "SF_CONTEXT_CURRENT_TIMESTAMP";
  return Object.fromEntries(
    fn.contextHeaders.map((name) => {
      const key = contextHeader(name);
      return [upper ? key.replaceAll("-", "_").toUpperCase() : key, contextValue(name, context)];
    }),
  );
}

function contextHeader(name: string): string {
  return `sf-context-${name.toLowerCase().replaceAll("_", "-")}`;
}

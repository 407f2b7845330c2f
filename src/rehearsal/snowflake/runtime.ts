import type { AppliedState } from "../state";
import { SqlError } from "./errors";
import type { CallTarget, Caller, GatewayResponse, GatewaySimulator, HttpRequest } from "./gateway";
import { AccessControl } from "./access";
import { completeContext } from "./context";
import type { FullContext, SnowflakeAccount, SqlContext } from "./context";
import { SnowflakeCatalogue, checkUrl } from "./definitions";
import type { ExternalFunctionDefinition } from "./definitions";
import { deliver } from "./delivery";
import type { DeliveryLimits, HttpCall } from "./delivery";
import { contextHeaders, newBatch, newQueryId, requestHeaders } from "./headers";
import type { BatchIds, ContextHeaderSpelling } from "./headers";
import { responseJson, rowValues } from "./rows";
import { Sandbox } from "./sandbox";
import type { SandboxLimits } from "./sandbox";
import { argumentToJson } from "./sql";
import type { SemiStructured } from "./sql";
import { UnknownElementError, needText, text } from "../simulator/readers";
import { isObject } from "../../core/json";

export interface ExternalFunctionRuntimeOptions {
  readonly state: AppliedState;
  /** The clouds that the API integrations lead to. */
  readonly gateways: readonly GatewaySimulator[];
  /** The role that Terraform ran with; it owns the functions. @default - ACCOUNTADMIN */
  readonly owner?: string;
  /** The account that the functions are called in. @default - REHEARSAL in AWS_EU_CENTRAL_1 */
  readonly account?: SnowflakeAccount;
  readonly delivery?: DeliveryLimits;
  readonly sandbox?: SandboxLimits;
}

/** One statement's session. */
export interface CallOptions extends SqlContext {
  /** @default - SF_CONTEXT_CURRENT_TIMESTAMP, as on Snowflake's page */
  readonly contextHeaderSpelling?: ContextHeaderSpelling;
  /** How ARRAY and VARIANT arguments travel. @default - string, as "all other types" on Snowflake's page */
  readonly semiStructured?: SemiStructured;
  /** Rows that a statement puts into a batch: Snowflake may send fewer than a function takes. @default - as many as the function takes */
  readonly batchRows?: number;
}

/** What a call did, for the report. */
export interface CallResult {
  readonly function: string;
  readonly arguments: readonly unknown[];
  /** The method that the service behind the method proxy sees: the first segment under the integration's prefix, else POST. */
  readonly verb: string;
  /** The path and query behind that segment; empty when no request was sent. */
  readonly path: string;
  /** HTTP status of the last answer; 0 when no request was sent or no answer came. */
  readonly status: number;
  /** The VARIANT, when the statement succeeded. */
  readonly result?: unknown;
  /** Snowflake's message, when the statement failed. */
  readonly error?: string;
  /** How many requests were sent. */
  readonly attempts: number;
  readonly httpCalls: readonly HttpCall[];
}

/** What a request translator made of a row. */
export interface Prepared {
  readonly request: HttpRequest;
  readonly translatorData: unknown;
}

interface Statement {
  readonly fn: ExternalFunctionDefinition;
  readonly context: FullContext;
  readonly options: CallOptions;
}

/**
 * Calls the applied external functions as Snowflake does: grants, translators, headers, retries, answers. It knows the
 * applied state only; what lies behind an API integration is a gateway simulator's.
 */
export class ExternalFunctionRuntime {
  private readonly catalogue: SnowflakeCatalogue;
  private readonly access: AccessControl;
  private readonly sandbox: Sandbox;

  constructor(private readonly options: ExternalFunctionRuntimeOptions) {
    this.sandbox = new Sandbox(options.sandbox);
    this.catalogue = new SnowflakeCatalogue(options.state);
    this.access = new AccessControl(options.state, options.owner ?? "ACCOUNTADMIN");
  }

  /** The names of all applied external functions. */
  public functions(): string[] {
    return this.catalogue.functions.map(({ name }) => name);
  }

  /** All applied external functions. */
  public get definitions(): readonly ExternalFunctionDefinition[] {
    return this.catalogue.functions;
  }

  /** Headers that the gateways added to the last requests that they handed on. */
  public get addedHeaders(): Readonly<Record<string, string>> {
    return Object.assign({}, ...this.options.gateways.map(({ added }) => added ?? {})) as Record<string, string>;
  }

  /** What differs from Snowflake by necessity, one line each. */
  public differences(): string[] {
    const { retryMilliseconds = 10_000, pollMilliseconds = 30_000 } = this.options.delivery ?? {};
    const { milliseconds = 1000, memoryBytes = 64 * 1024 * 1024 } = this.options.sandbox ?? {};
    return [
      `a failed request is retried for ${retryMilliseconds / 1000} s; Snowflake does not publish its time`,
      `a 202 is polled for ${pollMilliseconds / 1000} s; Snowflake polls for 600 s`,
      `a translator may take ${milliseconds} ms and ${memoryBytes / 1024 / 1024} MiB; Snowflake does not publish its limits`,
    ];
  }

  /**
   * `SELECT name(args)`. A statement that Snowflake fails gives a result with `error`.
   * @param name as in SQL: unquoted parts are folded to upper case
   * @param args JSON values as SQL literals: string VARCHAR, number NUMBER or FLOAT, object OBJECT, array ARRAY
   * @throws UnknownElementError when an applied element is not simulated
   */
  public async call(name: string, args: readonly unknown[], options: CallOptions = {}): Promise<CallResult> {
    const [result] = await this.callRows(name, [args], options);
    if (result === undefined) throw new Error("a statement with one row gave no batch");
    return result;
  }

  /**
   * A statement over several rows, one result a batch; `result` is then the list of the batch's values if it had more
   * than one row.
   */
  public async callRows(
    name: string,
    rows: readonly (readonly unknown[])[],
    options: CallOptions = {},
  ): Promise<CallResult[]> {
    let statement: Statement;
    try {
      statement = this.compile(name, rows[0] ?? [], options);
    } catch (error) {
      return [outcome(name, rows[0] ?? [], [], error)];
    }
    const most = statement.fn.maxBatchRows === 0 ? rows.length : statement.fn.maxBatchRows;
    const size = Math.min(most, options.batchRows ?? most);
    const queryId = newQueryId();
    const results: CallResult[] = [];
    for (let start = 0; start < rows.length; start += size) {
      const batch = rows.slice(start, start + size);
      results.push(await this.runBatch(statement, batch, newBatch(queryId, results.length)));
    }
    return results;
  }

  /**
   * The request that Snowflake would send for a call, sent by another caller.
   * @throws SqlError when there is no request to send, or the caller does not get an identity
   */
  public async callAs(
    caller: (target: CallTarget) => Caller,
    name: string,
    args: readonly unknown[],
    options: CallOptions = {},
  ): Promise<GatewayResponse> {
    const statement = this.compile(name, args, options);
    const { request } = await this.prepare(statement, [args], newBatch(newQueryId(), 0));
    const integration = this.catalogue.integration(statement.fn).attributes;
    return this.gateway(statement.fn).send(caller({ url: request.url, integration }), request);
  }

  /**
   * The request that Snowflake would send for a call, and its translator's data for the answer; nothing is sent.
   * @throws SqlError when the call or its translator is refused
   */
  public async translate(name: string, args: readonly unknown[], options: CallOptions = {}): Promise<Prepared> {
    return this.prepare(this.compile(name, args, options), [args], newBatch(newQueryId(), 0));
  }

  /**
   * Lets a function's response translator read an answer.
   * @throws SqlError when it refuses
   */
  public async read(
    name: string,
    args: readonly unknown[],
    answer: unknown,
    options: CallOptions = {},
  ): Promise<unknown> {
    const statement = this.compile(name, args, options);
    const { translatorData } = await this.prepare(statement, [args], newBatch(newQueryId(), 0));
    return (await this.values(statement, answer, translatorData, 1))[0];
  }

  /** Sends a request of one's own through the gateway that answers for its URL. */
  public send(caller: Caller, request: HttpRequest): Promise<GatewayResponse> {
    const fn = this.catalogue.functions.find(({ url }) => request.url.startsWith(new URL(url).origin));
    if (fn === undefined) throw new UnknownElementError(`no applied external function leads to ${request.url}`);
    return this.gateway(fn).send(caller, request);
  }

  private compile(name: string, args: readonly unknown[], options: CallOptions): Statement {
    const fn = this.catalogue.resolve(name, args);
    const context = completeContext(options, {
      role: options.role ?? this.onlyRole(fn),
      database: fn.database,
      schema: fn.schema,
      ...(this.options.account ?? { account: "REHEARSAL", region: "AWS_EU_CENTRAL_1" }),
    });
    this.access.check(context.role, fn);
    return { fn, context, options };
  }

  private onlyRole(fn: ExternalFunctionDefinition): string {
    const [role, ...others] = this.access.usersOf(fn);
    if (role === undefined || others.length > 0) {
      throw new UnknownElementError(
        `specify the role that calls ${fn.name}: ${role === undefined ? "none" : [role, ...others].join(", ")} may use it`,
      );
    }
    return role;
  }

  private async runBatch(
    statement: Statement,
    rows: readonly (readonly unknown[])[],
    ids: BatchIds,
  ): Promise<CallResult> {
    const { fn } = statement;
    const log: HttpCall[] = [];
    const shown = rows.length === 1 ? (rows[0] ?? []) : rows;
    try {
      if (fn.nullInput !== "CALLED ON NULL INPUT" && rows.length === 1 && shown.some((value) => value === null)) {
        return { ...outcome(fn.name, shown, log), result: null };
      }
      const { request, translatorData } = await this.prepare(statement, rows, ids);
      const gateway = this.gateway(fn);
      const integration = this.catalogue.integration(fn);
      const caller = gateway.snowflake(integration.attributes);
      const response = await deliver(
        fn.name,
        request,
        (each) => gateway.send(caller, each),
        this.options.delivery ?? {},
        log,
      );
      const values = await this.values(statement, responseJson(fn.name, response), translatorData, rows.length);
      return { ...outcome(fn.name, shown, log), result: rows.length === 1 ? values[0] : values };
    } catch (error) {
      return outcome(fn.name, shown, log, error);
    }
  }

  private async prepare(
    { fn, context, options }: Statement,
    rows: readonly (readonly unknown[])[],
    ids: BatchIds,
  ): Promise<Prepared> {
    if (fn.compression !== "NONE") {
      throw new UnknownElementError(`${fn.name}: COMPRESSION = ${fn.compression} is not simulated; set NONE`);
    }
    const integration = this.catalogue.integration(fn);
    checkUrl(fn.url, integration);
    const data = rows.map((row, index) => [
      index,
      ...fn.arguments.map(({ type }, column) => argumentToJson(row[column], type, options.semiStructured ?? "string")),
    ]);
    let message: Record<string, unknown> = { body: { data } };
    if (fn.requestTranslator !== undefined) {
      const translator = this.catalogue.translator(fn.requestTranslator);
      message = await this.sandbox.run(translator, {
        body: { data },
        serviceUrl: fn.url,
        contextHeaders: contextHeaders(fn, context, options.contextHeaderSpelling ?? "SF_CONTEXT_CURRENT_TIMESTAMP"),
      });
    }
    const url = fn.url + suffix(fn.name, message.urlSuffix);
    checkUrl(url, integration);
    const headers = requestHeaders(fn, context, ids);
    return {
      request: { method: "POST", url, headers, body: bodyText(fn.name, message.body) },
      translatorData: message.translatorData,
    };
  }

  private async values({ fn }: Statement, body: unknown, translatorData: unknown, count: number): Promise<unknown[]> {
    if (fn.responseTranslator === undefined) return rowValues(fn.name, body, count, fn.returnType);
    const translator = this.catalogue.translator(fn.responseTranslator);
    const answer = await this.sandbox.run(translator, { body, translatorData });
    return rowValues(fn.name, answer.body, count, fn.returnType);
  }

  private gateway(fn: ExternalFunctionDefinition): GatewaySimulator {
    const integration = this.catalogue.integration(fn);
    const provider = needText(integration.attributes, "api_provider", integration.address);
    const found = this.options.gateways.find(({ apiProviders }) => apiProviders.includes(provider));
    if (found === undefined) {
      throw new UnknownElementError(
        `${text(integration.attributes, "name")}: API_PROVIDER ${provider} is not simulated`,
      );
    }
    return found;
  }
}

function suffix(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new SqlError(`Request translator of ${name}: urlSuffix must be a string`);
  if (!/^[\x21-\x7e]*$/.test(value)) throw new SqlError(`Request translator of ${name}: urlSuffix must be URL-encoded`);
  return value;
}

function bodyText(name: string, body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return body;
  if (isObject(body)) return JSON.stringify(body);
  throw new SqlError(`Request translator of ${name}: body must be a string or an object`);
}

function outcome(name: string, args: readonly unknown[], log: readonly HttpCall[], error?: unknown): CallResult {
  if (error !== undefined && !(error instanceof SqlError)) throw error;
  const last = log.at(-1);
  const [verb, path] = tunnelled(last?.url);
  return {
    function: name,
    arguments: args,
    verb,
    path,
    status: last?.status ?? 0,
    ...(error === undefined ? {} : { error: error.message }),
    attempts: log.length,
    httpCalls: log,
  };
}

/** External functions can only POST: the verb that is meant is a segment of the path, after the gateway's own. */
function tunnelled(url: string | undefined): [string, string] {
  const path = url?.replace(/^https?:\/\/[^/]+/, "") ?? "";
  const match = /\/(post|get|patch|delete|put)(\/.*)$/.exec(path);
  return match ? [(match[1] ?? "").toUpperCase(), match[2] ?? ""] : ["POST", path];
}

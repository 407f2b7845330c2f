import type { sendUnaryData, Server, ServerUnaryCall, ServiceDefinition } from "@grpc/grpc-js";
import { loadOptional } from "../../core/optional-packages";
import type { Diagnostic } from "./diagnostics";
import { DESCRIPTOR, SERVICE, type Method } from "./protocol";
import { type Value, type Values } from "./rule";
import { impliedType, type Block, type NestedBlock } from "./schema";
import type { ApplyOutcome, SimulatedProvider } from "./simulated-provider";
import { conformBlock } from "./values";
import { decodeValue, encodeValue, isValues } from "./wire";

/** One call that a provider answered. */
export interface Call {
  /** `hashicorp/aws` */
  readonly provider: string;
  readonly rpc: string;
  /** Terraform type; empty for calls about the provider itself. */
  readonly type: string;
  readonly milliseconds: number;
  /** The first error that it answered. */
  readonly error?: string;
}

interface DynamicValue {
  readonly msgpack: Uint8Array;
  readonly json: Uint8Array;
}

/** The fields of all requests; each call has some of them. */
interface Request {
  readonly type_name: string;
  readonly id: string;
  readonly config: DynamicValue | null;
  readonly current_state: DynamicValue | null;
  readonly prior_state: DynamicValue | null;
  readonly proposed_new_state: DynamicValue | null;
  readonly planned_state: DynamicValue | null;
  readonly raw_state: { readonly json: Uint8Array } | null;
  readonly private: Uint8Array;
  readonly prior_private: Uint8Array;
  readonly planned_private: Uint8Array;
}

interface Response {
  readonly diagnostics?: readonly Diagnostic[];
  readonly [field: string]: unknown;
}

type Handler = (request: Request, client: string) => Response;

const NESTING = { single: 1, list: 2, set: 3, map: 4 } as const;

/** Serves one simulated provider over the plugin protocol on a free port of the loopback interface. */
export class ProviderServer {
  public static async start(provider: SimulatedProvider, log: (call: Call) => void): Promise<ProviderServer> {
    const grpc = loadOptional<typeof import("@grpc/grpc-js")>("@grpc/grpc-js");
    const loader = loadOptional<typeof import("@grpc/proto-loader")>("@grpc/proto-loader");
    const definition = loader.fromJSON(DESCRIPTOR, { keepCase: true, defaults: true, longs: Number, enums: Number });
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    const running = new ProviderServer(provider, server, log);
    server.addService(definition[SERVICE] as ServiceDefinition, running.handlers());
    running.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
    return running;
  }

  public port = 0;
  /** The provider's configuration by client: each provider instance of Terraform has its own connection. */
  private readonly configurations = new Map<string, Values>();

  private constructor(
    private readonly provider: SimulatedProvider,
    private readonly server: Server,
    private readonly log: (call: Call) => void,
  ) {}

  public close(): void {
    this.server.forceShutdown();
  }

  private handlers(): Record<
    Method,
    (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => void
  > {
    const { provider } = this;
    const answer =
      (rpc: Method, handler: Handler) => (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => {
        const started = performance.now();
        let response: Response;
        try {
          response = handler(call.request, call.getPeer());
        } catch (error) {
          const summary = error instanceof Error ? error.message : String(error);
          response = { diagnostics: [{ severity: 1, summary, detail: "" }] };
        }
        const error = response.diagnostics?.find(({ severity }) => severity === 1)?.summary;
        this.log({
          provider: provider.source,
          rpc,
          type: call.request.type_name ?? "",
          milliseconds: performance.now() - started,
          ...(error !== undefined && { error }),
        });
        done(null, response);
      };
    const handlers: Record<Method, Handler> = {
      GetProviderSchema: () => this.schemas(),
      ValidateProviderConfig: ({ config }) => ({
        diagnostics: provider.validateProvider(object(provider.schema.provider, config)),
      }),
      ConfigureProvider: ({ config }, client) => {
        this.configurations.set(client, object(provider.schema.provider, config));
        return { diagnostics: [] };
      },
      ValidateResourceConfig: ({ type_name, config }, client) => ({
        diagnostics: provider.validateResource(
          type_name,
          object(provider.resource(type_name), config),
          this.configuration(client),
        ),
      }),
      ValidateDataResourceConfig: ({ type_name, config }) => {
        object(provider.dataSource(type_name), config);
        return { diagnostics: [] };
      },
      UpgradeResourceState: ({ type_name, raw_state }) => {
        const block = provider.resource(type_name);
        const state = JSON.parse(Buffer.from(raw_state?.json ?? []).toString("utf8")) as Values;
        return { upgraded_state: dynamic(block, conformBlock(block, state, type_name)) };
      },
      ReadResource: ({ type_name, current_state, private: key }, client) => {
        const block = provider.resource(type_name);
        const prior = object(block, current_state);
        return this.stateOf(
          block,
          "new_state",
          provider.read(type_name, this.keyOf(type_name, prior, key), this.configuration(client)),
        );
      },
      PlanResourceChange: (request, client) => this.plan(request, this.configuration(client)),
      ApplyResourceChange: (request, client) => this.apply(request, this.configuration(client)),
      ImportResourceState: ({ type_name, id }, client) => {
        const block = provider.resource(type_name);
        const { state, diagnostics } = provider.read(type_name, id, this.configuration(client));
        if (state === undefined) throw new Error(`Cannot import non-existent remote object: ${type_name} ${id}`);
        return {
          imported_resources: [{ type_name, state: dynamic(block, state), private: Buffer.from(id) }],
          diagnostics,
        };
      },
      ReadDataSource: ({ type_name, config }, client) => {
        const block = provider.dataSource(type_name);
        return this.stateOf(
          block,
          "state",
          provider.readData(type_name, object(block, config), this.configuration(client)),
        );
      },
      StopProvider: () => ({ Error: "" }),
    };
    return Object.fromEntries(
      Object.entries(handlers).map(([rpc, handler]) => [rpc, answer(rpc as Method, handler)]),
    ) as ReturnType<ProviderServer["handlers"]>;
  }

  private configuration(client: string): Values {
    return this.configurations.get(client) ?? {};
  }

  private plan(request: Request, configuration: Values): Response {
    const { type_name: type, prior_private } = request;
    const block = this.provider.resource(type);
    const proposed = value(block, request.proposed_new_state);
    if (!isValues(proposed)) return { planned_state: request.proposed_new_state, planned_private: prior_private };
    const prior = value(block, request.prior_state);
    const config = object(block, request.config);
    const outcome = this.provider.plan(type, isValues(prior) ? prior : undefined, proposed, config, configuration);
    return {
      diagnostics: outcome.diagnostics,
      planned_state: dynamic(block, outcome.planned),
      requires_replace: outcome.requiresReplace,
      planned_private: prior_private,
      // Providers of the plugin SDK set it, and those are nearly all that are simulated here: defaults differ from the configuration.
      legacy_type_system: true,
    };
  }

  private apply(request: Request, configuration: Values): Response {
    const { type_name: type } = request;
    const block = this.provider.resource(type);
    const prior = value(block, request.prior_state);
    const planned = value(block, request.planned_state);
    const before = isValues(prior) ? prior : undefined;
    const key = this.keyOf(type, before ?? {}, request.planned_private);
    let outcome: ApplyOutcome;
    if (!isValues(planned)) outcome = this.provider.remove(type, key, before ?? {}, configuration);
    else {
      const config = object(block, request.config);
      outcome =
        before === undefined
          ? this.provider.create(type, planned, config, configuration)
          : this.provider.update(type, key, before, planned, config, configuration);
    }
    return { ...this.stateOf(block, "new_state", outcome), legacy_type_system: true };
  }

  /** The name under which the account holds a resource: its own, or for the few types without an id what `apply` handed out. */
  private keyOf(type: string, state: Values, privateData: Uint8Array): string {
    return this.provider.keyOf(type, state) ?? Buffer.from(privateData).toString("utf8");
  }

  private stateOf(block: Block, field: "state" | "new_state", { state, diagnostics, key }: ApplyOutcome): Response {
    return { [field]: dynamic(block, state ?? null), diagnostics, private: Buffer.from(key) };
  }

  private schemas(): Response {
    const { provider, resources, dataSources } = this.provider.schema;
    const all = (blocks: ReadonlyMap<string, Block>) =>
      Object.fromEntries([...blocks].map(([type, block]) => [type, { version: 0, block: blockMessage(block) }]));
    return {
      provider: { version: 0, block: blockMessage(provider) },
      resource_schemas: all(resources),
      data_source_schemas: all(dataSources),
      server_capabilities: { plan_destroy: false, get_provider_schema_optional: true },
    };
  }
}

function blockMessage(block: Block): object {
  return {
    attributes: block.attributes.map(({ type, writeOnly, ...flags }) => ({
      ...flags,
      type: Buffer.from(JSON.stringify(type)),
      write_only: writeOnly ?? false,
    })),
    block_types: block.blocks.map((nested: NestedBlock) => ({
      type_name: nested.name,
      nesting: NESTING[nested.nesting],
      block: blockMessage(nested.block),
      min_items: nested.minItems,
      max_items: nested.maxItems,
    })),
  };
}

function value(block: Block, data: DynamicValue | null): Value {
  return data === null ? null : decodeValue(impliedType(block), data.msgpack);
}

function object(block: Block, data: DynamicValue | null): Values {
  const found = value(block, data);
  return isValues(found) ? found : {};
}

function dynamic(block: Block, values: Values | null): { msgpack: Buffer } {
  return { msgpack: encodeValue(impliedType(block), values) };
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../servers/cache";
import { Account } from "./account";
import { BehaviourTable } from "./behaviour";
import { findBindings } from "./bindings";
import type { Fault } from "./fault";
import type { ProviderRules } from "./rule";
import type { ProviderSchema } from "./schema";
import { readSchema } from "./schemas";
import { ProviderServer, type Call } from "./server";
import { SimulatedProvider } from "./simulated-provider";
import { sensitivePaths, type SensitivePaths } from "./sensitive";
import { readUsage } from "./usage";

export { Account, loadAccounts, saveAccounts, type Held } from "./account";
export type { Call } from "./server";
export type { SensitivePaths } from "./sensitive";
export type { Fault, FaultAnswer, FaultCall } from "./fault";

export interface SimulatorOptions {
  /** Paths of synthesized cdk.tf.json files: they say which providers and which of their types are needed. */
  readonly stacks: readonly string[];
  /**
   * Paths of state files, whose types are needed as well.
   * @default - none
   */
  readonly states?: readonly string[];
  /** The folder from which the provider bindings are resolved: the project's. */
  readonly bindings: string;
  readonly rules: readonly ProviderRules[];
  /**
   * What already exists, by provider source.
   * @default - an empty account a provider; providers of one cloud share one
   */
  readonly accounts?: ReadonlyMap<string, Account>;
  /**
   * Folder for schemas that were read before.
   * @default - $MLOPS_CACHE, else cdktf-snowflake-mlops in $XDG_CACHE_HOME or ~/.cache
   */
  readonly cache?: string;
  /**
   * Lets calls fail.
   * @default - none fails
   */
  readonly fault?: Fault;
}

/** Simulated providers that are up. Close it, or its ports stay open. */
export interface Simulator {
  /** What Terraform and OpenTofu need to use these providers instead of real ones. */
  readonly environment: Record<string, string>;
  /** By provider source: `hashicorp/aws`. */
  readonly accounts: Map<string, Account>;
  /** Types in use that no rule describes; data sources as `data.<type>`. */
  readonly schemaOnly: string[];
  /** The sensitive attributes of the types in use. */
  readonly sensitive: SensitivePaths;
  /** Every call so far. */
  readonly log: Call[];
  close(): Promise<void>;
}

/**
 * Starts a simulated provider for every provider that the stacks use, with schemas from the installed bindings.
 *
 * @throws Error when bindings, or a type in them, are missing; MissingPackages without the gRPC packages
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const cache = options.cache ?? cacheFolder();
  mkdirSync(cache, { recursive: true });
  const accounts = new Map<string, Account>();
  const log: Call[] = [];
  const schemas: ProviderSchema[] = [];
  const providers = [...readUsage(options.stacks, options.states)].map(([source, usage]) => {
    const table = BehaviourTable.read(source.slice(source.indexOf("/") + 1));
    const account = accountOf(source, options, accounts);
    accounts.set(source, account);
    const schema = readSchema(findBindings(options.bindings, source), usage, table, cache);
    schemas.push(schema);
    return new SimulatedProvider({
      source,
      schema,
      table,
      rules: options.rules.filter((rules) => rules.source === source),
      account,
      fault: options.fault,
    });
  });
  const servers = await Promise.all(
    providers.map((provider) => ProviderServer.start(provider, (call) => void log.push(call))),
  );
  return {
    environment: environment(providers, servers, cache),
    accounts,
    schemaOnly: providers.flatMap((provider) => provider.schemaOnly),
    sensitive: sensitivePaths(
      schemas,
      options.rules.flatMap(({ notSecret = [] }) => notSecret),
    ),
    log,
    close: () => {
      for (const server of servers) server.close();
      return Promise.resolve();
    },
  };
}

/** The account of a provider: the one that it shares with others, with what exists there already. */
function accountOf(source: string, { accounts: given, rules }: SimulatorOptions, made: Map<string, Account>): Account {
  const shared = rules.find((each) => each.source === source)?.sharesAccountOf;
  const others = [
    ...rules
      .filter((each) => each.source === shared || each.sharesAccountOf === (shared ?? source))
      .map(({ source }) => source),
    source.replace(/-beta$/, ""),
    `${source}-beta`,
  ];
  const own = given?.get(source);
  const found = others.map((other) => made.get(other)).find((account) => account !== undefined);
  if (found === undefined || own === undefined || found === own) return found ?? own ?? new Account();
  for (const { type, id, values } of own.all) found.put(type, id, values);
  return found;
}

function environment(
  providers: readonly SimulatedProvider[],
  servers: readonly ProviderServer[],
  cache: string,
): Record<string, string> {
  // A machine's own CLI configuration may name mirrors or plugins, or be missing although it is named.
  const cliConfig = join(cache, "terraform.rc");
  writeFileSync(cliConfig, "");
  const reattach: Record<string, object> = {};
  providers.forEach(({ source }, index) => {
    const entry = {
      Protocol: "grpc",
      ProtocolVersion: 6,
      Pid: process.pid,
      // Without it Terraform ends this process at the end of each command.
      Test: true,
      Addr: { Network: "tcp", String: `127.0.0.1:${servers[index]?.port ?? 0}` },
    };
    for (const host of ["registry.terraform.io", "registry.opentofu.org"]) reattach[`${host}/${source}`] = entry;
  });
  return { TF_REATTACH_PROVIDERS: JSON.stringify(reattach), TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: "1" };
}

import { GoogleBetaProvider } from "@cdktf/provider-google-beta/lib/provider";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { SnowflakeProvider } from "@cdktf/provider-snowflake/lib/provider";
import { TerraformStack, type App, Testing } from "cdktf";
import { Size } from "../../src/core";
import { ArtifactStore, BackendStore, DatabaseAccess, GcpMlopsPlatform, GcpProviders, Network } from "../../src/gcp";
import { use } from "../support/aliased";
import { component as componentAlone, emptyStack } from "./fixture";
import { Synthesized, type Block } from "./synthesized";

const component = { prefix: "mlops-dev", size: Size.DEV };
const PSC = { access: DatabaseAccess.PSC };

const alias = (stack: TerraformStack, name: string) =>
  new GoogleProvider(stack, `${name}-provider`, { alias: name, project: `team-${name}` });
const betaAlias = (stack: TerraformStack, name: string) =>
  new GoogleBetaProvider(stack, `${name}-beta-provider`, { alias: name, project: `team-${name}` });

function stackWithProviders(app = Testing.app(), id = "test"): TerraformStack {
  const stack = new TerraformStack(app, id);
  GcpProviders.addTo(stack);
  return stack;
}

test("two platforms in two projects of one stack each read theirs by their own provider", () => {
  const stack = stackWithProviders();
  for (const name of ["one", "two"])
    use(new GcpMlopsPlatform(stack, name, { prefix: `mlops-${name}`, size: Size.DEV }), alias(stack, name));
  const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
  const read = Object.entries(data.google_project ?? {}).map(([id, { provider }]) => [id.split("_")[0], provider]);
  expect(read).toEqual([
    ["one", "google.one"],
    ["two", "google.two"],
  ]);
});

describe("resources that are in google-beta alone", () => {
  const TYPES = ["google_api_gateway_api", "google_api_gateway_gateway", "google_project_service_identity"];

  test("have the stack's own provider of that name, whatever google's is", () => {
    const stack = stackWithProviders();
    use(new GcpMlopsPlatform(stack, "Platform", component), alias(stack, "other"));
    const synthesized = Synthesized.of(stack);
    for (const type of TYPES) expect(synthesized.one(type).provider).toBe("google-beta");
  });

  test("take another one of that name from an Aspect", () => {
    const stack = stackWithProviders();
    const platform = new GcpMlopsPlatform(stack, "Platform", component);
    use(platform, alias(stack, "other"));
    use(platform, betaAlias(stack, "other"));
    const synthesized = Synthesized.of(stack);
    for (const type of TYPES) expect(synthesized.one(type).provider).toBe("google-beta.other");
    expect(synthesized.one("google_cloud_run_v2_service").provider).toBe("google.other");
  });

  test("have one with a key of the database and with a UI too", () => {
    const stack = stackWithProviders();
    const encryptionKeyId = "projects/team/locations/europe-west1/keyRings/ring/cryptoKeys/key";
    new GcpMlopsPlatform(stack, "Platform", {
      ...component,
      database: { encryptionKeyId },
      ui: { members: ["group:ml@example.com"] },
    });
    const { json } = Synthesized.of(stack);
    const resources = Object.entries(json.resource as Record<string, Record<string, Block>>).flatMap(([type, all]) =>
      Object.values(all).map(({ provider }) => [type, provider]),
    );
    const beta = resources.filter(([, provider]) => provider !== undefined);
    expect(new Set(beta.map(([, provider]) => provider))).toEqual(new Set(["google-beta"]));
    // Of API Gateway, the database and Identity-Aware Proxy.
    expect(beta.filter(([type]) => type === "google_project_service_identity")).toHaveLength(3);
    expect(beta.filter(([type]) => type === "google_cloud_run_v2_service")).toHaveLength(1);
  });
});

test("a component that is used alone reads the project by its provider", () => {
  const stack = emptyStack();
  const store = new BackendStore(stack, "Database", componentAlone);
  use(store, alias(stack, "other"));
  const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
  const [own] = Object.entries(data.google_project ?? {}).filter(([id]) => id.startsWith("Database"));
  expect(own?.[1].provider).toBe("google.other");
});

test("another provider on one component of a platform is refused", () => {
  const stack = stackWithProviders();
  use(new GcpMlopsPlatform(stack, "Platform", component).gateway, alias(stack, "other"));
  expect(() => Synthesized.of(stack)).toThrow(
    /Platform\/Gateway\/Account has the provider google\.other, but the project is read by google/,
  );
});

describe("another Snowflake account", () => {
  const other = (stack: TerraformStack) => new SnowflakeProvider(stack, "other-provider", { alias: "other" });

  test("of the whole platform is the one that the servers admit", () => {
    const stack = stackWithProviders();
    use(new GcpMlopsPlatform(stack, "Platform", component), other(stack));
    const { data } = Synthesized.of(stack).json as { data: Record<string, Record<string, Block>> };
    expect(Object.values(data.snowflake_current_account ?? {})).toEqual([
      expect.objectContaining({ provider: "snowflake.other" }),
    ]);
  });

  test("of the functions alone is refused: the servers would refuse every call", () => {
    const stack = stackWithProviders();
    use(new GcpMlopsPlatform(stack, "Platform", component).snowflake, other(stack));
    expect(() => Synthesized.of(stack)).toThrow(
      /Platform\/Snowflake\/Functions\/\S+ has the provider snowflake\.other, but the account that the servers admit is read by snowflake/,
    );
  });
});

describe("a component of another stack", () => {
  /** A stack with a network, a bucket and a database, and one with a platform that uses some of them. */
  function stacks(shares: "network" | "all") {
    const app = Testing.app();
    const shared = stackWithProviders(app, "shared");
    const named = { ...component, region: "europe-west1" };
    const network = new Network(shared, "Network", named);
    const artifactStore = new ArtifactStore(shared, "ArtifactStore", named);
    const backendStore = new BackendStore(shared, "BackendStore", { ...named, network, ...PSC });
    const stack = stackWithProviders(app, "platform");
    const platform =
      shares === "network"
        ? { database: PSC, existing: { network } }
        : { existing: { network, artifactStore, backendStore } };
    new GcpMlopsPlatform(stack, "Platform", { ...component, ...platform });
    return { shared, stack };
  }

  test.each(["network", "all"] as const)("is applied before, and is no depends_on: %s", (shares) => {
    const { shared, stack } = stacks(shares);
    expect(Synthesized.of(stack).unknownDependencies()).toEqual([]);
    // References between stacks are found when the whole program is synthesized.
    (stack.node.root as App).synth();
    expect(stack.dependsOn(shared)).toBe(true);
  });
});

test("a network of the same stack is made before what is in it", () => {
  const stack = stackWithProviders();
  new GcpMlopsPlatform(stack, "Platform", { ...component, database: PSC });
  expect(Synthesized.of(stack).unknownDependencies()).toEqual([]);
  const synthesized = Synthesized.of(stack);
  const server = synthesized.address("google_cloud_run_v2_service");
  expect(synthesized.needs(server)).toContain(synthesized.address("google_compute_subnetwork"));
});

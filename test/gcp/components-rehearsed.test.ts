import { TerraformStack, Testing } from "cdktf";
import { Size } from "../../src/core";
import {
  ArtifactStore,
  BackendStore,
  DatabaseAccess,
  GcpMlopsStack,
  GcpProviders,
  GcpStateStack,
  ImageRepositories,
  IntegrationOrder,
  Network,
  Observability,
  ProjectServices,
  TrackingServer,
  UiAccess,
  type ArtifactStoreProps,
  type BackendStoreProps,
  type GcpEnvironmentProps,
  type GcpStateStackProps,
} from "../../src/gcp";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { strangers } from "../../src/rehearsal/clouds/gcp/strangers";
import { countObjects } from "../../src/rehearsal/existing";
import { Account } from "../../src/rehearsal/simulator";
import { Workbench, type JsonObject } from "../rehearsal/simulator/terraform";
import { runTrap, type TerraformConfig } from "../rehearsal/traps/trap";

jest.setTimeout(300_000);

const rules = allRules;
const REGION = "europe-west1";
const KEY = `projects/team-keys/locations/${REGION}/keyRings/mlops/cryptoKeys/mlops`;
const MEMBERS = ["group:ml@example.com"];
const PSC = DatabaseAccess.PSC;

/** A configuration without the state's place. */
function config(stack: TerraformStack): TerraformConfig {
  const { terraform, ...rest } = JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
  return { ...rest, terraform: { required_providers: terraform.required_providers } };
}

interface Components {
  readonly size?: Size;
  /** The block of a network. @default - no network, and Cloud SQL's connector */
  readonly cidr?: string;
  readonly artifacts?: Partial<ArtifactStoreProps>;
  readonly database?: Partial<BackendStoreProps>;
  /** Servers with a UI, and what watches all of it. @default - bucket and database alone */
  readonly servers?: boolean;
}

/** Network, artifacts and database, unprotected unless something else is said. */
function components({ size = Size.DEV, cidr, artifacts, database, servers }: Components = {}): TerraformConfig {
  const stack = new TerraformStack(Testing.app(), "test");
  GcpProviders.addTo(stack);
  const named = { prefix: "mlops-dev", size, region: REGION };
  const uses = { privateNetwork: cidr !== undefined, ui: servers, budget: servers, encryptionKeys: true };
  const services = new ProjectServices(stack, "Services", { ...named, ...uses });
  const common = { ...named, services, protection: false };
  const network = cidr === undefined ? undefined : new Network(stack, "Network", { ...common, cidr });
  const access = network && { network, access: PSC };
  const artifactStore = new ArtifactStore(stack, "ArtifactStore", { ...common, ...artifacts });
  const backendStore = new BackendStore(stack, "BackendStore", { ...common, ...access, ...database });
  if (servers === true) {
    const serverImages = new ImageRepositories(stack, "Images", common);
    const server = { ...common, network, artifactStore, backendStore };
    const { host, metrics } = new TrackingServer(stack, "Server", { ...server, serverImages, hasUi: true });
    new UiAccess(stack, "Ui", { ...server, host, members: MEMBERS });
    new Observability(stack, "Observability", {
      ...common,
      servers: metrics,
      database: backendStore.metrics,
      alarms: true,
      emails: ["mlops@example.com"],
      budget: { monthlyAmount: 100 },
    });
  }
  return config(stack);
}

const KEYS = { artifacts: { encryptionKeyId: KEY }, database: { encryptionKeyId: KEY } };

test.each<[string, Components]>([
  ["by Cloud SQL's connector", {}],
  ["in the smallest network, with keys of one's own", { size: Size.PROD, cidr: "10.40.0.0/26", ...KEYS }],
  ["by the connector, with servers, a UI and alarms", { servers: true }],
  ["in a network, with servers, a UI and alarms", { size: Size.PROD, cidr: "10.40.0.0/24", servers: true }],
])("components %s apply, plan empty, let no stranger in, and are destroyed to nothing", async (_, given) => {
  const kept = await runTrap({ config: components(given), rules });
  expect([kept.errors, kept.changes]).toEqual([[], {}]);
  const attempts = await strangers(kept.accounts.get("hashicorp/google") ?? new Account());
  expect(attempts.length).toBeGreaterThan(3);
  expect(attempts.filter(({ by }) => by !== undefined)).toEqual([]);
  const gone = await runTrap({ config: components(given), rules, destroy: true });
  expect([gone.errors, gone.state.resources, countObjects(gone.accounts)]).toEqual([[], [], 0]);
});

test.each<[string, Components, Components]>([
  [
    "database.access",
    { cidr: "10.40.0.0/24" },
    { cidr: "10.40.0.0/24", database: { access: DatabaseAccess.CONNECTOR } },
  ],
  ["network.cidr", { cidr: "10.40.0.0/24" }, { cidr: "10.8.0.0/24" }],
  ["database.engineVersion", {}, { database: { engineVersion: "15" } }],
  ["database.storageGib", {}, { database: { storageGib: 64 } }],
  ["database.encryptionKeyId", {}, { database: { encryptionKeyId: KEY } }],
])("another %s is refused, and nothing is lost", async (setting, before, after) => {
  const refused = await runTrap({ config: components(before), then: [components(after)], rules });
  expect(refused.errors.join("\n")).toContain(setting);
  const { attributes } = refused.state.one("google_sql_database_instance");
  expect(attributes).toMatchObject({ database_version: "POSTGRES_16" });
  expect(attributes.encryption_key_name ?? "").toBe("");
  const subnetworks = refused.state.resources.filter(({ type }) => type === "google_compute_subnetwork");
  expect(subnetworks.map((each) => each.attributes.ip_cidr_range)).toEqual(before.cidr ? [before.cidr] : []);
});

describe("the states' bucket", () => {
  const state = (props: Partial<GcpStateStackProps> = {}) =>
    config(new GcpStateStack(Testing.app(), { name: "gcp-state", ...props }));

  test("applies, plans empty, and refuses to be destroyed; without protection it leaves nothing", async () => {
    const refused = await runTrap({ config: state(), rules, destroy: true });
    expect(refused.errors.join()).toMatch(/Instance cannot be destroyed.*google_storage_bucket/s);

    const writers = [...MEMBERS, "serviceAccount:ci@team-project.iam.gserviceaccount.com"];
    const kept = await runTrap({ config: state({ writers }), rules });
    expect([kept.errors, kept.changes]).toEqual([[], {}]);
    const name = String(kept.state.one("google_storage_bucket").attributes.name);
    expect(name).toMatch(/^mlops-tfstate-[0-9a-f]{8}$/);
    expect(kept.state.outputs.environment_lines).toContain(`bucket: "${name}"`);
    const roles = kept.state.all("google_storage_bucket_iam_member").map(({ attributes }) => attributes.member);
    expect(roles.sort()).toEqual([...writers].sort());

    const gone = await runTrap({ config: state(), then: [state({ protection: false })], rules, destroy: true });
    expect([gone.errors, gone.state.resources, countObjects(gone.accounts)]).toEqual([[], [], 0]);
  });
});

describe("the order of integration and gateway", () => {
  const INTEGRATION = "snowflake_api_integration";
  /** An environment with few functions: how many there are has nothing to do with the order. */
  const environment = (props: Partial<GcpEnvironmentProps>) =>
    config(
      new GcpMlopsStack(Testing.app(), {
        name: "gcp-dev",
        size: Size.DEV,
        snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
        ...props,
      }),
    ) as unknown as JsonObject;
  const first = environment({});
  const gatewayFirst = environment({ integrationOrder: IntegrationOrder.GATEWAY_FIRST });
  const trusting = (snowflakeApiServiceAccount: string) => environment({ snowflakeApiServiceAccount });

  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.open({ stacks: [first, gatewayFirst], rules: [...rules] });
  });
  afterEach(() => bench.close());

  const integration = () => {
    const [found] = bench.simulator.accounts.get("snowflakedb/snowflake")?.list(INTEGRATION) ?? [];
    return found?.values ?? {};
  };
  const document = () => {
    const [config] = bench.simulator.accounts.get("hashicorp/google")?.list("google_api_gateway_api_config") ?? [];
    const [documents] = (config?.values.openapi_documents ?? []) as { document: { contents: string }[] }[];
    return Buffer.from(documents?.document[0]?.contents ?? "", "base64").toString();
  };
  const steps = async () => (await bench.run("output", "-no-color", "next_steps")).text;
  const expectDone = async (stack: JsonObject) => {
    for (const outcome of [await bench.apply(stack), await bench.plan(stack)])
      expect(outcome).toEqual({ ...outcome, status: 0 });
  };

  test("the gateway first: nobody may call, and after a second deploy with the account of the first Snowflake may", async () => {
    await expectDone(gatewayFirst);
    const account = String(integration().api_gcp_service_account);
    expect(await steps()).toContain(`snowflakeApiServiceAccount: "${account}"`);
    expect(document()).not.toContain(account);

    await expectDone(trusting(account));
    expect(integration()).toMatchObject({ enabled: true, api_gcp_service_account: account });
    expect(document()).toContain(`"x-google-issuer":"${account}"`);
    expect(await steps()).not.toContain("snowflakeApiServiceAccount");
    const gone = await bench.destroyPlanned();
    expect(gone).toEqual({ ...gone, status: 0 });
  });

  test("another account than the integration's is refused, which the message names", async () => {
    await expectDone(gatewayFirst);
    const { status, text } = await bench.apply(trusting("somebody@team-project.iam.gserviceaccount.com"));
    expect(status).not.toBe(0);
    expect(text).toContain("snowflakeApiServiceAccount");
  });

  test("the integration first: one deploy, and a later one may name the account", async () => {
    await expectDone(first);
    const account = String(integration().api_gcp_service_account);
    expect(document()).toContain(`"x-google-issuer":"${account}"`);
    expect(integration().enabled).toBe(true);
    await bench.apply(trusting(account));
    await expectDone(trusting(account));
    expect(integration()).toMatchObject({ enabled: true, api_gcp_service_account: account });
  });
});

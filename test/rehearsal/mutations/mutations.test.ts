import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Testing, type TerraformStack } from "cdktf";
import { AwsMlopsStack, type AwsEnvironmentProps } from "../../../src/aws";
import { AzureMlopsStack, NetworkAccess } from "../../../src/azure";
import { DatabaseAccess, GcpMlopsStack, ServingRuntime, type GcpEnvironmentProps } from "../../../src/gcp";
import { appVariables } from "../../../src/rehearsal/clouds";
import { Account } from "../../../src/rehearsal/simulator";
import { awsDev } from "../../../stacks/environments/aws-dev";
import { awsProd } from "../../../stacks/environments/aws-prod";
import { azureDev } from "../../../stacks/environments/azure-dev";
import { azureProd } from "../../../stacks/environments/azure-prod";
import { gcpDev } from "../../../stacks/environments/gcp-dev";
import { gcpProd } from "../../../stacks/environments/gcp-prod";
import { azureIrisEndpoint, irisEndpoint } from "../../../stacks/iris";
import { ROOT } from "../../support/cli";
import { AZURE_DEV } from "./azure-dev";
import { AZURE_ENDPOINT } from "./azure-endpoint";
import { AZURE_PROD } from "./azure-prod";
import { AZURE_CI } from "./azure-ci";
import { AWS_CI } from "./ci-access";
import { ENDPOINT } from "./endpoint";
import { GCP_CI } from "./gcp-ci";
import { GCP_DEV } from "./gcp-dev";
import { GCP_ENDPOINT } from "./gcp-endpoint";
import { GCP_VERTEX, deployIris } from "./gcp-vertex";
import { GCP_PROD } from "./gcp-prod";
import type { Mutation } from "./mutation";
import { NETWORK } from "./network";
import { applied, Copy, type Applied } from "./platform";
import { PROD_MUTATIONS } from "./prod";
import { Proxies } from "./proxies";
import { SERVERS } from "./servers";
import { SNOWFLAKE } from "./snowflake";

const MUTATIONS = [...NETWORK, ...SERVERS, ...SNOWFLAKE];
const ON_AZURE = [...AZURE_DEV, ...AZURE_ENDPOINT, ...AZURE_PROD];
const ON_GOOGLE = [...GCP_DEV, ...GCP_ENDPOINT, ...GCP_VERTEX, ...GCP_PROD];
const EVERY = [
  ...MUTATIONS,
  ...ENDPOINT,
  ...PROD_MUTATIONS,
  ...AWS_CI,
  ...AZURE_CI,
  ...GCP_CI,
  ...ON_AZURE,
  ...ON_GOOGLE,
];

/** As in stacks/main.ts: who reads the stage is known. */
const consented = { snowflakeStoragePrincipalId: appVariables.MLOPS_SNOWFLAKE_STORAGE_PRINCIPAL_ID };
const azure = (environment: typeof azureDev) => () =>
  new AzureMlopsStack(Testing.app(), { ...environment, ...consented });

const TEAM = "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb";

/** With each kind of resource that the settings can ask for. */
const everythingOnAzure: typeof azureProd = {
  ...azureProd,
  ui: { groupIds: [TEAM], public: true },
  observability: { emails: ["mlops@example.com"], budget: { monthlyAmount: 300 } },
};

/** The development environment in a network, with a model as MLOPS_MODEL_LOCATION makes it, and whatever an endpoint can have. */
const azureDevWithModel: typeof azureDev = {
  ...azureDev,
  network: { access: NetworkAccess.PRIVATE },
  endpoints: [
    {
      ...azureIrisEndpoint("1/models/m-0123456789abcdef/artifacts"),
      maxInstances: 2,
      alarms: true,
      dataCapture: {},
    },
  ],
};

/** The group that signs in is there before. */
function withGroup(): ReadonlyMap<string, Account> {
  const account = new Account();
  account.put("azuread_group", `/groups/${TEAM}`, { id: `/groups/${TEAM}`, object_id: TEAM, display_name: "ml" });
  return new Map([["hashicorp/azurerm", account]]);
}

const google = (environment: GcpEnvironmentProps) => () => new GcpMlopsStack(Testing.app(), environment);

const KEY = "projects/team-keys/locations/europe-west1/keyRings/mlops/cryptoKeys/mlops";

/** With each kind of resource that the settings can ask for. */
const everything: GcpEnvironmentProps = {
  ...gcpProd,
  artifacts: { encryptionKeyId: KEY },
  database: { access: DatabaseAccess.PSC, encryptionKeyId: KEY },
  ui: { members: ["group:ml@example.com"] },
  observability: { emails: ["mlops@example.com"], budget: { monthlyAmount: 300 } },
};

/** The development environment with a model, as MLOPS_MODEL_LOCATION makes it, and instances that scale. */
const awsDevWithModel: AwsEnvironmentProps = {
  ...awsDev,
  region: "eu-central-1",
  endpoints: [
    {
      ...irisEndpoint("1/models/m-0123456789abcdef/artifacts"),
      image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mlflow-pyfunc:3.17.2",
      instanceType: "ml.m5.large",
      maxInstances: 2,
    },
  ],
};

const gcpDevWithModel: GcpEnvironmentProps = {
  ...gcpDev,
  endpoints: [irisEndpoint("1/models/m-0123456789abcdef/artifacts")],
};

const gcpDevOnVertex: GcpEnvironmentProps = {
  ...gcpDev,
  endpoints: [
    { ...irisEndpoint("1/models/m-0123456789abcdef/artifacts"), runtime: ServingRuntime.VERTEX, dataCapture: {} },
  ],
};

// A mutation of the proxy's container starts a Caddy.
jest.setTimeout(60_000);

const proxies = new Proxies();
afterAll(() => proxies.stop());

type Case = [
  stack: string,
  mutations: readonly Mutation[],
  make: () => TerraformStack,
  existing?: () => ReadonlyMap<string, Account>,
  after?: (accounts: ReadonlyMap<string, Account>) => void,
];

const CASES: Case[] = [
  ["aws-dev", MUTATIONS, () => new AwsMlopsStack(Testing.app(), awsDev)],
  ["aws-dev with a model", ENDPOINT, () => new AwsMlopsStack(Testing.app(), awsDevWithModel)],
  ["aws-prod", PROD_MUTATIONS, () => new AwsMlopsStack(Testing.app(), awsProd)],
  ["azure-dev", AZURE_DEV, azure(azureDev)],
  ["azure-dev with a model", AZURE_ENDPOINT, azure(azureDevWithModel)],
  ["azure-prod", AZURE_PROD, azure(everythingOnAzure), withGroup],
  ["gcp-dev", GCP_DEV, google(gcpDev)],
  ["gcp-dev with a model", GCP_ENDPOINT, google(gcpDevWithModel)],
  ["gcp-dev with a model on Vertex AI", GCP_VERTEX, google(gcpDevOnVertex), undefined, deployIris],
  ["gcp-prod", GCP_PROD, google(everything)],
];

describe.each(CASES)("%s", (_stack, mutations, make, existing = undefined, after = undefined) => {
  let from: Applied;
  beforeAll(async () => {
    from = await applied(make, existing?.(), after);
  }, 300_000);

  test("is green as it was applied", async () => {
    expect(await new Copy(from).red(proxies)).toEqual([]);
  });

  test("has a mutation for every kind of its resources", () => {
    const types = new Set(from.state.resources.filter(({ mode }) => mode === "managed").map(({ type }) => type));
    const known = new Set(EVERY.map(({ type }) => type));
    expect([...types].filter((type) => !known.has(type))).toEqual([]);
  });

  test.each(mutations.map((mutation) => [`${mutation.type}: ${mutation.what}`, mutation] as const))(
    "%s",
    async (_name, mutation) => {
      const copy = new Copy(from);
      mutation.change(copy);
      const said = await copy.red(proxies);
      if (mutation.red === undefined) expect(said).toEqual([]);
      else expect(said.join("\n")).toMatch(mutation.red);
    },
  );
});

/** What turns red, as the message begins: `strangers: ...`. */
function outcome({ red, green }: Mutation): string {
  if (red === undefined) return `green: ${green ?? ""}`;
  return /^(\w[\w ]*):/.exec(red.source)?.[1] ?? "containers";
}

test("the documentation lists each mutation and what it turns red, or why it stays green", () => {
  const page = readFileSync(join(ROOT, "docs", "rehearsal.md"), "utf8").replace(/ +/g, " ");
  const rows = EVERY.map((each) => `| \`${each.type}\` | ${each.what} | ${outcome(each)} |`);
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});

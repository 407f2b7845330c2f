import { Fn, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import {
  AzureMlopsPlatform,
  AzureProviders,
  GatewayTier,
  NetworkAccess,
  type AzureMlopsPlatformProps,
} from "../../src/azure";
import { Size } from "../../src/core";

/** The JSON of a platform whose props are made from a variable of Terraform's. */
function synthesized(props: (value: TerraformVariable) => Partial<AzureMlopsPlatformProps>): string {
  const stack = new TerraformStack(Testing.app(), "test");
  AzureProviders.addTo(stack);
  const variable = new TerraformVariable(stack, "it", {});
  variable.overrideLogicalId("it");
  new AzureMlopsPlatform(stack, "Platform", { prefix: "mlops-dev", size: Size.DEV, ...props(variable) });
  return Testing.synth(stack, true);
}

type Case = [string, (value: TerraformVariable) => Partial<AzureMlopsPlatformProps>];

const PRIVATE = { access: NetworkAccess.PRIVATE };
const GROUP = "aaaaaaaa-0000-4000-8000-000000000001";

const KNOWN: Case[] = [
  ["location", (it) => ({ location: it.stringValue })],
  ["the value of a tag", (it) => ({ tags: { team: it.stringValue } })],
  ["a part of a tag's value", (it) => ({ tags: { team: `team ${it.stringValue}` } })],
  ["artifacts.artifactPrefix", (it) => ({ artifacts: { artifactPrefix: it.stringValue } })],
  ["artifacts.noncurrentVersionDays", (it) => ({ artifacts: { noncurrentVersionDays: it.numberValue } })],
  [
    "an item of artifacts.snowflakeSubnetIds",
    (it) => ({ network: PRIVATE, artifacts: { snowflakeSubnetIds: [it.stringValue] } }),
  ],
  ["database.skuName", (it) => ({ database: { skuName: it.stringValue } })],
  ["database.storageGib", (it) => ({ database: { storageGib: it.numberValue } })],
  ["database.backupRetentionDays", (it) => ({ database: { backupRetentionDays: it.numberValue } })],
  ["database.engineVersion", (it) => ({ database: { engineVersion: it.stringValue } })],
  ["server.minReplicas", (it) => ({ server: { minReplicas: it.numberValue } })],
  ["server.maxReplicas", (it) => ({ server: { maxReplicas: it.numberValue } })],
  ["server.logRetentionDays", (it) => ({ server: { logRetentionDays: it.numberValue } })],
  ["server.images.mlflow", (it) => ({ server: { images: { mlflow: `${it.stringValue}:v3.17.2` } } })],
  ["server.imageRegistry", (it) => ({ server: { imageRegistry: `${it.stringValue}/cache` } })],
  [
    "server.registryIdentityId",
    (it) => ({ server: { imageRegistry: "team.azurecr.io/cache", registryIdentityId: it.stringValue } }),
  ],
  ["gateway.publisherEmail", (it) => ({ gateway: { publisherEmail: it.stringValue } })],
  ["gateway.publisherName", (it) => ({ gateway: { publisherName: it.stringValue } })],
  ["an item of ui.groupIds", (it) => ({ ui: { groupIds: [GROUP, it.stringValue] } })],
  ["observability.actionGroupId", (it) => ({ observability: { alarms: true, actionGroupId: it.stringValue } })],
  [
    "observability.thresholds.gatewayErrors",
    (it) => ({ observability: { alarms: true, thresholds: { gatewayErrors: it.numberValue } } }),
  ],
  [
    "observability.thresholds.databaseCpuPercent",
    (it) => ({ observability: { alarms: true, thresholds: { databaseCpuPercent: it.numberValue } } }),
  ],
  ["observability.budget.monthlyAmount", (it) => ({ observability: { budget: { monthlyAmount: it.numberValue } } })],
];

test.each(KNOWN)("%s may be a token: its value reaches Terraform", (_field, props) => {
  const json = synthesized(props);
  expect({ reaches: /[^a-z_.]var\.it\b/.test(json), unresolved: /e[+]\d{3}|TfToken/.exec(json)?.[0] }).toEqual({
    reaches: true,
  });
});

const NEEDED: Case[] = [
  ["prefix", (it) => ({ prefix: it.stringValue })],
  ["size", (it) => ({ size: it.stringValue as Size })],
  ["a tag's name", (it) => ({ tags: { [it.stringValue]: "x" } })],
  ["tags as a whole", (it) => ({ tags: Token.asStringMap(it.value) })],
  ["network.access", (it) => ({ network: { access: it.stringValue as NetworkAccess } })],
  ["network.cidr", (it) => ({ network: { ...PRIVATE, cidr: it.stringValue } })],
  [
    "artifacts.snowflakeSubnetIds as a whole",
    (it) => ({ network: PRIVATE, artifacts: { snowflakeSubnetIds: Fn.tolist(it.listValue) } }),
  ],
  ["server.vcpu", (it) => ({ server: { vcpu: it.numberValue } })],
  ["server.memoryMib", (it) => ({ server: { memoryMib: it.numberValue } })],
  ["server.workers", (it) => ({ server: { workers: it.numberValue } })],
  ["server.maxRequests", (it) => ({ server: { maxRequests: it.numberValue } })],
  ["server.startupGraceSeconds", (it) => ({ server: { startupGraceSeconds: it.numberValue } })],
  ["gateway.tier", (it) => ({ gateway: { tier: it.stringValue as GatewayTier } })],
  ["gateway.units", (it) => ({ gateway: { tier: GatewayTier.STANDARD_V2, units: it.numberValue } })],
  ["gateway.requestBurst", (it) => ({ gateway: { requestBurst: it.numberValue } })],
  ["gateway.apiPath", (it) => ({ gateway: { apiPath: it.stringValue } })],
  ["gateway.timeoutSeconds", (it) => ({ gateway: { timeoutSeconds: it.numberValue } })],
  ["ui.groupIds as a whole", (it) => ({ ui: { groupIds: Fn.tolist(it.listValue) } })],
  ["snowflakeStoragePrincipalId", (it) => ({ snowflakeStoragePrincipalId: it.stringValue })],
  ["observability.emails", (it) => ({ observability: { alarms: true, emails: it.listValue } })],
  [
    "observability.thresholds.latencySeconds",
    (it) => ({ observability: { alarms: true, thresholds: { latencySeconds: it.numberValue } } }),
  ],
  ["snowflake.databaseName", (it) => ({ snowflake: { databaseName: it.stringValue } })],
  ["an item of kedro.users", (it) => ({ kedro: { users: [it.stringValue] } })],
];

test.each(NEEDED)("%s is needed at synthesis: one message says so", (_field, props) => {
  expect(() => synthesized(props)).toThrow(/^(?!.*\d problems).*= "a CDKTF token": must be known at synthesis/s);
});

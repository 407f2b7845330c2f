import { Fn, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { Size } from "../../src/core";
import {
  DatabaseAccess,
  GcpMlopsPlatform,
  GcpProviders,
  IntegrationOrder,
  type GcpMlopsPlatformProps,
} from "../../src/gcp";

/** The JSON of a platform whose props are made from a variable of Terraform's. */
function synthesized(props: (value: TerraformVariable) => Partial<GcpMlopsPlatformProps>): string {
  const stack = new TerraformStack(Testing.app(), "test");
  GcpProviders.addTo(stack);
  const variable = new TerraformVariable(stack, "it", {});
  variable.overrideLogicalId("it");
  new GcpMlopsPlatform(stack, "Platform", { prefix: "mlops-dev", size: Size.DEV, ...props(variable) });
  return Testing.synth(stack, true);
}

type Case = [string, (value: TerraformVariable) => Partial<GcpMlopsPlatformProps>];

const PSC = { access: DatabaseAccess.PSC };
const MEMBER = "group:ml@example.com";

const KNOWN: Case[] = [
  ["the value of a label", (it) => ({ tags: { team: it.stringValue } })],
  ["a part of a label's value", (it) => ({ tags: { team: `team-${it.stringValue}` } })],
  ["network.cidr", (it) => ({ database: PSC, network: { cidr: it.stringValue } })],
  ["artifacts.artifactPrefix", (it) => ({ artifacts: { artifactPrefix: it.stringValue } })],
  ["artifacts.noncurrentVersionDays", (it) => ({ artifacts: { noncurrentVersionDays: it.numberValue } })],
  ["artifacts.softDeleteDays", (it) => ({ artifacts: { softDeleteDays: it.numberValue } })],
  ["artifacts.encryptionKeyId", (it) => ({ artifacts: { encryptionKeyId: it.stringValue } })],
  ["database.storageGib", (it) => ({ database: { storageGib: it.numberValue } })],
  ["database.backupRetentionDays", (it) => ({ database: { backupRetentionDays: it.numberValue } })],
  ["database.engineVersion", (it) => ({ database: { engineVersion: it.stringValue } })],
  ["database.encryptionKeyId", (it) => ({ database: { encryptionKeyId: it.stringValue } })],
  ["server.minInstances", (it) => ({ server: { minInstances: it.numberValue } })],
  ["server.images.mlflow", (it) => ({ server: { images: { mlflow: `docker.io/team/${it.stringValue}:v3.17.2` } } })],
  [
    "server.imageRegistry",
    (it) => ({ server: { imageRegistry: `europe-west1-docker.pkg.dev/team/${it.stringValue}` } }),
  ],
  ["gateway.serviceAccountId", (it) => ({ gateway: { serviceAccountId: it.stringValue } })],
  ["an item of ui.members", (it) => ({ ui: { members: [MEMBER, it.stringValue] } })],
  ["snowflakeApiServiceAccount", (it) => ({ snowflakeApiServiceAccount: it.stringValue })],
  ["observability.logRetentionDays", (it) => ({ observability: { alarms: true, logRetentionDays: it.numberValue } })],
  [
    "an item of observability.notificationChannels",
    (it) => ({ observability: { alarms: true, notificationChannels: [it.stringValue] } }),
  ],
  [
    "observability.thresholds.databaseConnections",
    (it) => ({ observability: { alarms: true, thresholds: { databaseConnections: it.numberValue } } }),
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
  ["region", (it) => ({ region: it.stringValue })],
  ["a label's name", (it) => ({ tags: { [it.stringValue]: "x" } })],
  ["tags as a whole", (it) => ({ tags: Token.asStringMap(it.value) })],
  ["database.access", (it) => ({ database: { access: it.stringValue as DatabaseAccess } })],
  ["database.tier", (it) => ({ database: { tier: it.stringValue } })],
  ["server.maxInstances", (it) => ({ server: { maxInstances: it.numberValue } })],
  ["server.vcpu", (it) => ({ server: { vcpu: it.numberValue } })],
  ["server.memoryMib", (it) => ({ server: { memoryMib: it.numberValue } })],
  ["server.workers", (it) => ({ server: { workers: it.numberValue } })],
  ["server.maxRequests", (it) => ({ server: { maxRequests: it.numberValue } })],
  ["server.startupGraceSeconds", (it) => ({ server: { startupGraceSeconds: it.numberValue } })],
  ["server.serviceAccountId", (it) => ({ server: { serviceAccountId: it.stringValue } })],
  ["gateway.gatewayRegion", (it) => ({ gateway: { gatewayRegion: it.stringValue } })],
  ["gateway.timeoutSeconds", (it) => ({ gateway: { timeoutSeconds: it.numberValue } })],
  ["ui.members as a whole", (it) => ({ ui: { members: Fn.tolist(it.listValue) } })],
  ["integrationOrder", (it) => ({ integrationOrder: it.stringValue as IntegrationOrder })],
  ["observability.emails", (it) => ({ observability: { alarms: true, emails: it.listValue } })],
  [
    "observability.notificationChannels as a whole",
    (it) => ({ observability: { alarms: true, notificationChannels: Fn.tolist(it.listValue) } }),
  ],
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

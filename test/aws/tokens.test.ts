import { Fn, TerraformVariable, Testing, TerraformStack, Token } from "cdktf";
import { AwsMlopsPlatform, DatabaseEngine, GatewayAccessLog, type AwsMlopsPlatformProps } from "../../src/aws";
import { Size } from "../../src/core";
import { providers } from "./fixture";

/** The JSON of a platform whose props are made from a variable of Terraform's. */
function synthesized(props: (value: TerraformVariable) => Partial<AwsMlopsPlatformProps>): string {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  const variable = new TerraformVariable(stack, "it", {});
  variable.overrideLogicalId("it");
  new AwsMlopsPlatform(stack, "Platform", { prefix: "mlops-dev", size: Size.DEV, ...props(variable) });
  return Testing.synth(stack, true);
}

type Case = [string, (value: TerraformVariable) => Partial<AwsMlopsPlatformProps>];

const KNOWN: Case[] = [
  ["the value of a tag", (it) => ({ tags: { team: it.stringValue } })],
  ["a part of a tag's value", (it) => ({ tags: { team: `team ${it.stringValue}` } })],
  ["artifacts.artifactPrefix", (it) => ({ artifacts: { artifactPrefix: it.stringValue } })],
  ["artifacts.encryptionKeyArn", (it) => ({ artifacts: { encryptionKeyArn: it.stringValue } })],
  ["artifacts.noncurrentVersionDays", (it) => ({ artifacts: { noncurrentVersionDays: it.numberValue } })],
  ["accessLogs.retentionDays", (it) => ({ accessLogs: { enabled: true, retentionDays: it.numberValue } })],
  ["network.availabilityZones", (it) => ({ network: { availabilityZones: it.listValue } })],
  ["database.instanceClass", (it) => ({ database: { instanceClass: it.stringValue } })],
  ["database.storageGib", (it) => ({ database: { storageGib: it.numberValue } })],
  ["database.maxStorageGib", (it) => ({ database: { maxStorageGib: it.numberValue } })],
  ["database.backupRetentionDays", (it) => ({ database: { backupRetentionDays: it.numberValue } })],
  ["database.secretRecoveryDays", (it) => ({ database: { secretRecoveryDays: it.numberValue } })],
  [
    "database.minCapacityAcu",
    (it) => ({ database: { engine: DatabaseEngine.AURORA_SERVERLESS, minCapacityAcu: it.numberValue } }),
  ],
  ["server.replicas", (it) => ({ server: { replicas: it.numberValue } })],
  ["server.memoryMib", (it) => ({ server: { memoryMib: it.numberValue } })],
  ["server.logRetentionDays", (it) => ({ server: { logRetentionDays: it.numberValue } })],
  ["server.images.mlflow", (it) => ({ server: { images: { mlflow: `${it.stringValue}:v3.17.2` } } })],
  ["server.imageRegistry", (it) => ({ server: { imageRegistry: `${it.stringValue}/cache` } })],
  ["gateway.requestsPerSecond", (it) => ({ gateway: { requestsPerSecond: it.numberValue } })],
  ["gateway.requestBurst", (it) => ({ gateway: { requestBurst: it.numberValue } })],
  ["gateway.webAclArn", (it) => ({ gateway: { webAclArn: it.stringValue } })],
  ["an item of gateway.allowedRoleArns", (it) => ({ gateway: { allowedRoleArns: [it.stringValue] } })],
  ["observability.topicArn", (it) => ({ observability: { alarms: true, topicArn: it.stringValue } })],
  [
    "observability.thresholds.gatewayErrors",
    (it) => ({ observability: { alarms: true, thresholds: { gatewayErrors: it.numberValue } } }),
  ],
  ["observability.budget.monthlyUsd", (it) => ({ observability: { budget: { monthlyUsd: it.numberValue } } })],
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
  ["network.cidr", (it) => ({ network: { cidr: it.stringValue } })],
  ["network.zones", (it) => ({ network: { zones: it.numberValue } })],
  ["database.engineVersion", (it) => ({ database: { engineVersion: it.stringValue } })],
  ["server.vcpu", (it) => ({ server: { vcpu: it.numberValue } })],
  ["server.workers", (it) => ({ server: { workers: it.numberValue } })],
  ["gateway.stageName", (it) => ({ gateway: { stageName: it.stringValue } })],
  ["gateway.timeoutSeconds", (it) => ({ gateway: { timeoutSeconds: it.numberValue } })],
  ["gateway.accessLog", (it) => ({ gateway: { accessLog: it.stringValue as GatewayAccessLog } })],
  ["gateway.allowedRoleArns as a whole", (it) => ({ gateway: { allowedRoleArns: Fn.tolist(it.listValue) } })],
  ["observability.emails", (it) => ({ observability: { alarms: true, emails: it.listValue } })],
  [
    "observability.thresholds.latencySeconds",
    (it) => ({ observability: { alarms: true, thresholds: { latencySeconds: it.numberValue } } }),
  ],
  [
    "observability.thresholds.databaseFreeStorageGib",
    (it) => ({ observability: { alarms: true, thresholds: { databaseFreeStorageGib: it.numberValue } } }),
  ],
  ["snowflake.databaseName", (it) => ({ snowflake: { databaseName: it.stringValue } })],
  ["snowflake.readerRoles as a whole", (it) => ({ snowflake: { readerRoles: it.listValue } })],
  ["an item of snowflake.callerRoles", (it) => ({ snowflake: { callerRoles: [it.stringValue] } })],
  ["kedro.users as a whole", (it) => ({ kedro: { users: it.listValue } })],
  ["an item of kedro.users", (it) => ({ kedro: { users: [it.stringValue] } })],
  ["kedro.experimentName", (it) => ({ kedro: { experimentName: it.stringValue } })],
];

test.each(NEEDED)("%s is needed at synthesis: one message says so", (_field, props) => {
  expect(() => synthesized(props)).toThrow(/^(?!.*\d problems).*= "a CDKTF token": must be known at synthesis/s);
});

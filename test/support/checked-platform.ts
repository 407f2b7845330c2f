import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlatformCheck, type Finding } from "../../src/cli/check/checks";
import { RehearsedSession } from "../../src/cli/check/rehearsed-session";
import { allRules } from "../../src/rehearsal/clouds";
import type { Cloud } from "../../src/rehearsal/clouds/cloud";
import { snowflakeAccount } from "../../src/rehearsal/clouds/snowflake/account";
import { asAltered } from "../../src/rehearsal/clouds/snowflake/altered";
import { Account } from "../../src/rehearsal/simulator/account";
import type { Values } from "../../src/rehearsal/simulator/rule";
import {
  ExternalFunctionRuntime,
  StageRuntime,
  type LocalAddress,
  type SnowflakeAccount,
} from "../../src/rehearsal/snowflake";
import { AppliedState, type AppliedResource } from "../../src/rehearsal/state";
import { EchoBackend, type Reply } from "../rehearsal/snowflake/platform";
import { runTrap, type TerraformConfig } from "../rehearsal/traps/trap";
import { startingLate } from "./calls";
import type { Synthesized } from "./synthesized";

export const FIRST = "MLFLOW_EXPERIMENT_GET_BY_NAME";
export const LIST = "LIST @MLFLOW_ARTIFACT_STAGE";

export const EXPERIMENTS = { body: '{"experiments":[{"experiment_id":"7","name":"Default"}]}' };
const RUN = { body: '{"run":{"info":{"run_id":"r1"}}}' };
const HEALTHY = [EXPERIMENTS, RUN, { body: "{}" }];

export interface Broken {
  /** Which resources the state still holds. */
  readonly keeps?: (resource: AppliedResource) => boolean;
  /** Changes what the cloud holds. */
  readonly cloud?: (account: Account) => void;
  /** No container runs. */
  readonly isDown?: boolean;
  /** How long the containers take to start, from the first call on. @default - they run */
  readonly startMilliseconds?: number;
  /** Where the proxy listens. @default - a server that answers as `replies` says */
  readonly proxy?: LocalAddress;
  readonly role?: string;
  /** What MLflow answers, the last one again and again. */
  readonly replies?: Reply[];
}

/** Whether a resource is a grant on an object of the schema. */
export const isGrantOn = (name: string) => (resource: AppliedResource) =>
  resource.type === "snowflake_grant_privileges_to_account_role" &&
  JSON.stringify(resource.attributes.on_schema_object ?? "").includes(name);

/** A finding that names a component, with words that its advice has. */
export const named = (component: string, advice: string) => ({
  diagnosis: { component, advice: expect.stringContaining(advice) as string },
});

/** A cloud in which every object of a type is changed. */
export const changed = (type: string, change: (values: Values) => void) => (account: Account) => {
  const found = account.list(type);
  expect(found).not.toEqual([]);
  for (const { values } of found) change(values);
};

/** A cloud in which no object of a type is left. */
export const removed = (type: string) => (account: Account) => {
  const found = account.list(type);
  expect(found).not.toEqual([]);
  for (const { id } of found) account.remove(type, id);
};

/** A stack as Terraform applies it to the simulated clouds, for tests of `mlops check` that break one thing of a copy of it. */
export class CheckedPlatform {
  /** @param source provider source of the account that `Broken.cloud` changes */
  public static async apply(stack: Synthesized, cloud: Cloud, source: string): Promise<CheckedPlatform> {
    const { terraform, ...config } = JSON.parse(JSON.stringify(stack.json)) as TerraformConfig;
    const result = await runTrap({
      config: { ...config, terraform: { required_providers: terraform.required_providers } },
      rules: allRules,
    });
    expect(result.errors).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), "mlops-check-"));
    result.accounts.get(source)?.save(join(folder, "account.json"));
    const snowflake = snowflakeAccount(result.accounts);
    const state = asAltered(result.state, result.accounts);
    return new CheckedPlatform(state, cloud, source, snowflake, folder, await EchoBackend.start());
  }

  private constructor(
    public readonly state: AppliedState,
    private readonly platformCloud: Cloud,
    private readonly source: string,
    private readonly snowflake: SnowflakeAccount,
    private readonly folder: string,
    /** What stands for the proxy and MLflow. */
    public readonly backend: EchoBackend,
  ) {}

  /** A copy of the cloud's account as it was applied. */
  public account(): Account {
    return Account.load(join(this.folder, "account.json"));
  }

  /** Checks a copy of the applied platform in which one thing is broken. */
  public async check(broken: Broken = {}): Promise<Finding[]> {
    const account = this.account();
    broken.cloud?.(account);
    this.backend.seen.length = 0;
    this.backend.replies = [...(broken.replies ?? HEALTHY)];
    const applied = new AppliedState({
      resources: this.state.resources
        .filter((resource) => broken.keeps?.(resource) ?? true)
        .map(({ mode, type, name, attributes }) => ({ mode, type, name, instances: [{ attributes }] })),
    });
    const accounts = new Map([[this.source, account]]);
    const address = broken.proxy ?? { host: "127.0.0.1", port: this.backend.port };
    const { isDown = false, startMilliseconds = 0 } = broken;
    const servers = startingLate({ locate: () => (isDown ? undefined : address) }, startMilliseconds);
    const functions = new ExternalFunctionRuntime({
      state: applied,
      account: this.snowflake,
      gateways: [this.platformCloud.gateway(accounts, servers)],
      delivery: { firstDelayMilliseconds: 5, retryMilliseconds: 100 + 5 * startMilliseconds, pollMilliseconds: 100 },
    });
    const session = new RehearsedSession(functions, new StageRuntime(applied, [this.platformCloud.storage(accounts)]));
    const target = {
      schema: String(this.state.outputs.snowflake_schema),
      role: broken.role ?? String(this.state.outputs.kedro_role),
      warehouse: String(this.state.outputs.snowflake_warehouse),
      experiment: "Default",
      timeoutSeconds: 10,
      gatewayUrl: String(this.state.outputs.gateway_url),
    };
    const shown: Finding[] = [];
    const findings = await new PlatformCheck(session, target, (finding) => shown.push(finding)).run();
    expect(shown).toEqual(findings);
    return findings;
  }

  /** The failing steps, with the component that each reports. */
  public async broken(by: Broken): Promise<Record<string, string | undefined>> {
    const findings = await this.check(by);
    return Object.fromEntries(
      findings.filter(({ holds }) => !holds).map(({ step, diagnosis }) => [step, diagnosis?.component]),
    );
  }

  /** The first failing step. */
  public async failure(by: Broken): Promise<Finding | undefined> {
    return (await this.check(by)).find(({ holds }) => !holds);
  }

  public async close(): Promise<void> {
    await this.backend.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

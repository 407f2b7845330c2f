import { Testing } from "cdktf";
import { allRules, intrudersOf, snowflakeAccount } from "../../../src/rehearsal/clouds";
import { aws } from "../../../src/rehearsal/clouds/aws";
import { serviceActs } from "../../../src/rehearsal/clouds/aws/ecs/service";
import { exposedSecrets } from "../../../src/rehearsal/scenario/secrets";
import { Account, type SensitivePaths } from "../../../src/rehearsal/simulator";
import type { CreateContext, Values } from "../../../src/rehearsal/simulator/rule";
import { ExternalFunctionRuntime, StageRuntime } from "../../../src/rehearsal/snowflake";
import { tryStorage } from "../../../src/rehearsal/snowflake/storage-trials";
import { Trials } from "../../../src/rehearsal/snowflake/trials";
import { AppliedState } from "../../../src/rehearsal/state";
import { STACKS } from "../../support/stacks";
import { TerraformFolder } from "../../support/terraform";
import type { Proxies } from "./proxies";

const AWS = "hashicorp/aws";

/** A stack as it was applied once; every mutation gets a copy. */
export interface Applied {
  readonly state: AppliedState;
  readonly accounts: string;
  readonly sensitive: SensitivePaths;
}

/** Applies a stack of this repository with real Terraform. */
export async function applied(stackName: string): Promise<Applied> {
  const [, make] = STACKS.find(([name]) => name === stackName) ?? [];
  if (make === undefined) throw new Error(`${stackName} is not among the stacks`);
  const stack = JSON.parse(Testing.synth(make(), true)) as object;
  const terraform = await TerraformFolder.open({ stacks: [stack], rules: allRules });
  try {
    await terraform.use(stack);
    const { code, output } = await terraform.run("apply", "-auto-approve", "-input=false");
    if (code !== 0) throw new Error(output);
    const accounts = JSON.stringify(Object.fromEntries(terraform.simulator.accounts));
    return { state: terraform.state(), accounts, sensitive: terraform.simulator.sensitive };
  } finally {
    await terraform.close();
  }
}

/** A copy of what was applied, to be changed behind Terraform's back: what a wrong stack would have applied. */
export class Copy {
  public readonly accounts: Map<string, Account>;
  private readonly touched = new Set<string>();
  private resources: { type: string; name: string; attributes: Record<string, unknown> }[];

  constructor(private readonly from: Applied) {
    const saved = JSON.parse(from.accounts) as Record<string, ReturnType<Account["toJSON"]>>;
    this.accounts = new Map(Object.entries(saved).map(([source, account]) => [source, Account.from(account)]));
    this.resources = from.state.resources
      .filter(({ mode }) => mode === "managed")
      .map(({ type, name, attributes }) => structuredClone({ type, name, attributes }));
  }

  /** The resources of a type whose name matches, as Terraform and the account hold them. */
  public edit(type: string, name: RegExp, change: (values: Record<string, unknown>) => void): void {
    this.touched.add(type);
    const found = this.resources.filter((each) => each.type === type && name.test(each.name));
    if (found.length === 0) throw new Error(`the stack has no ${type} ${String(name)}`);
    for (const { attributes } of found) {
      for (const account of this.accounts.values()) {
        const held = account.get(type, String(attributes.id));
        if (held !== undefined) change(held);
      }
      change(attributes);
    }
  }

  /** Takes resources away. */
  public drop(type: string, name: RegExp): void {
    this.edit(type, name, () => undefined);
    for (const each of this.resources.filter((one) => one.type === type && name.test(one.name)))
      for (const account of this.accounts.values()) account.remove(type, String(each.attributes.id));
    this.resources = this.resources.filter((each) => !(each.type === type && name.test(each.name)));
  }

  public put(type: string, values: Record<string, unknown>): void {
    this.aws.put(type, String(values.id), values as Values);
    this.resources.push({ type, name: "added", attributes: values });
  }

  /** What the deployment of the API froze. */
  public get deployed(): { policy: string | null; methods: Values[]; integrations: Values[]; resources: Values[] } {
    const { id } = this.aws.list("aws_api_gateway_deployment")[0] ?? { id: "" };
    return this.aws.memory(`aws_api_gateway_deployment:${id}`, () => {
      throw new Error("nothing was deployed");
    });
  }

  public get aws(): Account {
    return this.accounts.get(AWS) ?? new Account();
  }

  private get state(): AppliedState {
    return new AppliedState({
      outputs: Object.fromEntries(Object.entries(this.from.state.outputs).map(([name, value]) => [name, { value }])),
      resources: this.resources.map(({ type, name, attributes }) => ({
        mode: "managed" as const,
        type,
        name,
        instances: [{ attributes }],
      })),
    });
  }

  /** What a rehearsal would say, without its servers. */
  public async red(proxies: Proxies): Promise<string[]> {
    const said: string[] = [];
    const attempt = async (what: string, work: () => unknown): Promise<void> => {
      try {
        await work();
      } catch (error) {
        said.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    const { state, accounts } = this;
    said.push(...exposedSecrets(state, this.from.sensitive).map((each) => `secrets: ${each}`));
    await attempt("strangers", async () => {
      for (const { who, target, by } of await aws.attempts(accounts))
        if (by !== undefined) said.push(`strangers: ${target}: ${who} gets in by ${by}`);
    });
    let port = 0;
    await attempt("containers", async () => {
      port = await proxies.portOf(aws.containers(state));
    });
    await attempt("health checks", () => {
      for (const { path } of aws.probes(state)) if (path !== "/health") throw new Error(`GET ${path} answers 404`);
    });
    await attempt("service", () => this.startService());
    const runtime = new ExternalFunctionRuntime({
      state,
      account: snowflakeAccount(accounts),
      delivery: { firstDelayMilliseconds: 1, retryMilliseconds: 5, pollMilliseconds: 5 },
      gateways: [
        aws.gateway(accounts, {
          locate: (_, asked) => (asked === 8080 && port !== 0 ? { host: "127.0.0.1", port } : undefined),
        }),
      ],
    });
    await attempt("call", async () => {
      const { status, error } = await runtime.call("MLFLOW_EXPERIMENT_GET_BY_NAME", ["Default"]);
      if (error !== undefined || status !== 200) throw new Error(error ?? `status ${status}`);
    });
    for (const { who, caller, account } of intrudersOf(aws, accounts))
      await attempt("intruders", async () => {
        const { status } = await runtime
          .callAs(caller, "MLFLOW_EXPERIMENT_GET_BY_NAME", ["Default"], account)
          .catch((error: unknown) => {
            if (error instanceof Error && error.message.includes("assuming AWS_ROLE")) return { status: 403 };
            throw error;
          });
        if (status !== 401 && status !== 403) throw new Error(`${who} got ${status}`);
      });
    await attempt("stages", () => {
      const storages = [aws.storage(accounts)];
      const { problems } = tryStorage(state, new StageRuntime(state, storages), storages);
      if (problems.length > 0) throw new Error(problems.join("\n"));
    });
    // They take a second, and run the same wherever nothing of Snowflake has changed.
    const isSnowflake = [...this.touched].some((type) => type.startsWith("snowflake_"));
    await attempt("translators", async () => {
      if (!isSnowflake && this.touched.size > 0) return;
      const trials = new Trials(state, runtime);
      await trials.translators();
      if (trials.defects.length > 0) throw new Error(trials.defects.map(({ message }) => message).join("\n"));
    });
    return said;
  }

  /** Looks at the service as Terraform's create does: roles, images, secrets, logs, network, database. */
  private startService(): void {
    const [service] = this.aws.list("aws_ecs_service");
    if (service === undefined) return;
    const values = structuredClone(service.values);
    const context = { account: this.aws, provider: {}, config: values, values };
    const { check, settle } = serviceActs.aws_ecs_service ?? {};
    check?.(context as CreateContext);
    settle?.(context as CreateContext);
  }
}

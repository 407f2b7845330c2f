import { Testing, type TerraformStack } from "cdktf";
import {
  allRules,
  appliedCloud,
  asAltered,
  intrudersOf,
  snowflakeAccount,
  type Cloud,
  type Intruder,
} from "../../../src/rehearsal/clouds";
import { serviceActs } from "../../../src/rehearsal/clouds/aws/ecs/service";
import { endpointActs } from "../../../src/rehearsal/clouds/aws/sagemaker/endpoint";
import { forget } from "../../../src/rehearsal/clouds/aws/sagemaker/frozen";
import { rules as azureRules } from "../../../src/rehearsal/clouds/azure/rules";
import { rules as gcpRules } from "../../../src/rehearsal/clouds/gcp/rules";
import { scoreRows } from "../../../src/rehearsal/scenario/scored-rows";
import { exposedSecrets } from "../../../src/rehearsal/scenario/secrets";
import type { ModelRuntime } from "../../../src/rehearsal/servers/model-runtime";
import { startProblems } from "../../../src/rehearsal/servers/probe-schedule";
import { Account, type SensitivePaths } from "../../../src/rehearsal/simulator";
import type { UpdateContext, Values } from "../../../src/rehearsal/simulator/rule";
import { ExternalFunctionRuntime, StageRuntime } from "../../../src/rehearsal/snowflake";
import { tryStorage } from "../../../src/rehearsal/snowflake/storage-trials";
import { Trials } from "../../../src/rehearsal/snowflake/trials";
import { AppliedState } from "../../../src/rehearsal/state";
import { TerraformFolder } from "../../support/terraform";
import type { Proxies } from "./proxies";

const APP = azureRules.flatMap(({ resources }) => resources).find(({ type }) => type === "azurerm_container_app");
const ENDPOINT = endpointActs.aws_sagemaker_endpoint;
const ECS = serviceActs.aws_ecs_service;
const RUN = gcpRules.flatMap(({ resources }) => resources).find(({ type }) => type === "google_cloud_run_v2_service");

/** Where a cloud's resources are, and what happens when its service starts the containers. */
const STARTS = {
  AWS: {
    source: "hashicorp/aws",
    service: "aws_ecs_service",
    start: (context: UpdateContext) => {
      ECS?.check?.(context);
      ECS?.settle?.(context);
    },
  },
  Azure: {
    source: "hashicorp/azurerm",
    service: "azurerm_container_app",
    start: (context: UpdateContext) => APP?.update?.(context),
  },
  "Google Cloud": {
    source: "hashicorp/google",
    service: "google_cloud_run_v2_service",
    start: (context: UpdateContext) => {
      RUN?.update?.(context);
      RUN?.settle?.(context);
    },
  },
};

/** What the deployment of an API froze. */
interface Frozen {
  policy: string | null;
  readonly methods: Values[];
  readonly integrations: Values[];
  readonly integrationResponses: Values[];
  readonly resources: Values[];
}

/** A stack as it was applied once; every mutation gets a copy. */
export interface Applied {
  readonly state: AppliedState;
  readonly accounts: string;
  readonly sensitive: SensitivePaths;
}

/**
 * Applies a stack with real Terraform.
 * @param existing what there is before
 * @param after what somebody else does after the apply
 */
export async function applied(
  make: () => TerraformStack,
  existing?: ReadonlyMap<string, Account>,
  after?: (accounts: ReadonlyMap<string, Account>) => void,
): Promise<Applied> {
  const stack = JSON.parse(Testing.synth(make(), true)) as object;
  const terraform = await TerraformFolder.open({ stacks: [stack], rules: allRules, accounts: existing });
  try {
    await terraform.use(stack);
    const { code, output } = await terraform.run("apply", "-auto-approve", "-input=false");
    if (code !== 0) throw new Error(output);
    const { accounts, sensitive } = terraform.simulator;
    after?.(accounts);
    const state = asAltered(terraform.state(), accounts);
    return { state, accounts: JSON.stringify(Object.fromEntries(accounts)), sensitive };
  } finally {
    await terraform.close();
  }
}

/** A batch is repeated however slow the machine is. */
const SCORING_DELIVERY = { firstDelayMilliseconds: 1, retryMilliseconds: 1000 };

/** Rows as a model of the iris data set takes them, and a model that adds their values up. */
const ROWS = Array.from({ length: 150 }, (_, index) => [index, 1, 2, 3]);
const sum = (row: readonly number[]) => row.reduce((total, each) => total + each, 0);
const LOCAL = { columns: ["a", "b", "c", "d"], rows: ROWS, predictions: ROWS.map(sum) };
const SUMS: ModelRuntime = {
  invoke: (_, { body }) => {
    const { dataframe_split } = JSON.parse(body) as { dataframe_split: { data: number[][] } };
    const predictions = dataframe_split.data.map(sum);
    return Promise.resolve({ status: 200, body: Buffer.from(JSON.stringify({ predictions })) });
  },
};

/** What Snowflake says when the cloud refuses it the identity with which it would call. */
const NO_IDENTITY = /assuming AWS_ROLE|Azure active directory access token/;

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
    this.account.put(type, String(values.id), values as Values);
    this.resources.push({ type, name: "added", attributes: values });
  }

  /** What the deployment of the API froze. */
  public get deployed(): Frozen {
    const { id } = this.account.list("aws_api_gateway_deployment")[0] ?? { id: "" };
    return this.account.memory(`aws_api_gateway_deployment:${id}`, () => {
      throw new Error("nothing was deployed");
    });
  }

  private get cloud(): Cloud {
    return appliedCloud(this.from.state);
  }

  private get account(): Account {
    return this.accounts.get(this.start.source) ?? new Account();
  }

  private get start(): (typeof STARTS)[keyof typeof STARTS] {
    return STARTS[this.cloud.name as keyof typeof STARTS];
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
    const { state, accounts, cloud } = this;
    said.push(...exposedSecrets(state, this.from.sensitive).map((each) => `secrets: ${each}`));
    await attempt("strangers", async () => {
      for (const { who, target, by } of await cloud.attempts(accounts))
        if (by !== undefined) said.push(`strangers: ${target}: ${who} gets in by ${by}`);
    });
    let port = 0;
    await attempt("containers", async () => {
      port = await proxies.portOf(cloud.containers(state));
    });
    await attempt("health checks", () => {
      const probes = cloud.probes(state);
      const [problem] = startProblems(probes);
      if (problem !== undefined) throw new Error(problem);
      for (const { path = "/health" } of probes) if (path !== "/health") throw new Error(`GET ${path} answers 404`);
    });
    await attempt("service", () => this.startServices());
    const delivery = { firstDelayMilliseconds: 1, retryMilliseconds: 5, pollMilliseconds: 5 };
    const runtime = new ExternalFunctionRuntime({
      state,
      account: snowflakeAccount(accounts),
      delivery,
      gateways: [
        cloud.gateway(accounts, {
          locate: (_, asked) => (asked === 8080 && port !== 0 ? { host: "127.0.0.1", port } : undefined),
        }),
      ],
    });
    await attempt("call", async () => {
      const { status, error } = await runtime.call("MLFLOW_EXPERIMENT_GET_BY_NAME", ["Default"]);
      if (error !== undefined || status !== 200) throw new Error(error ?? `status ${status}`);
    });
    const intruders: Intruder[] = [];
    await attempt("intruders", () => intruders.push(...intrudersOf(cloud, accounts)));
    for (const { who, caller, account } of intruders)
      await attempt("intruders", async () => {
        const { status } = await runtime
          .callAs(caller, "MLFLOW_EXPERIMENT_GET_BY_NAME", ["Default"], account)
          .catch((error: unknown) => {
            if (error instanceof Error && NO_IDENTITY.test(error.message)) return { status: 403 };
            throw error;
          });
        if (status !== 401 && status !== 403) throw new Error(`${who} got ${status}`);
      });
    await attempt("scoring", async () => {
      this.startEndpoints();
      const functions = runtime.definitions.filter(({ name }) => name.startsWith("SCORE_"));
      if (functions.length === 0) return;
      const deployed = { cloud, accounts, state };
      const given = { deployed, functions, models: SUMS, local: LOCAL, delivery: SCORING_DELIVERY };
      await proxies.withIngresses(async (ingresses) => void (await scoreRows({ ...given, ingresses })));
    });
    await attempt("stages", () => {
      const storages = [cloud.storage(accounts)];
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

  /** Starts the model endpoints as a create does: an update to what does not start would be rolled back. */
  private startEndpoints(): void {
    for (const { values: held } of this.account.list("aws_sagemaker_endpoint")) {
      forget(this.account, String(held.name));
      const values = structuredClone(held);
      const context = { account: this.account, type: "aws_sagemaker_endpoint", provider: {}, config: values, values };
      ENDPOINT?.check?.(context);
      ENDPOINT?.settle?.(context);
    }
  }

  /** Looks at the services as Terraform's create does: roles, images, secrets, logs, network, database. */
  private startServices(): void {
    const { service: type, start } = this.start;
    for (const service of this.account.list(type)) {
      const values = structuredClone(service.values);
      start({ account: this.account, type, provider: {}, config: values, prior: service.values, values });
    }
  }
}

import { MethodProxy } from "../../../../src/mlflow";
import { awsContainers } from "../../../../src/rehearsal/clouds/aws/containers";
import { serviceActs } from "../../../../src/rehearsal/clouds/aws/ecs/service";
import { AwsGateway } from "../../../../src/rehearsal/clouds/aws/gateway/rest-api";
import { revisionsOf } from "../../../../src/rehearsal/clouds/revisions";
import { parseDatabaseUri } from "../../../../src/rehearsal/database-uri";
import { environmentOf } from "../../../../src/rehearsal/servers/container";
import type { Account } from "../../../../src/rehearsal/simulator/account";
import { number } from "../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { ExternalFunctionRuntime, type CallResult } from "../../../../src/rehearsal/snowflake";
import type { AppliedState } from "../../../../src/rehearsal/state";
import { callsDuring } from "../../../support/calls";
import { LiveProxy } from "../../../support/live-proxy";
import { DATABASE_URI, MLFLOW_CONTAINER, PASSWORD, PROXY_CONTAINER, TASK_ARN, stateWith } from "../../servers/applied";
import { Synthesized } from "../../../aws/synthesized";
import { accountOf, awsAccount, snowflakeResources, stateOf } from "../../snowflake/platform";

// Each task is a real Caddy with the values with which it started, and a server behind it that signs in at the database.
jest.setTimeout(120_000);

const NEW_PASSWORD = "n3wN3wN3wN3wN3wN3w";
const DATABASE_ERROR = "(psycopg2.OperationalError) FATAL: password authentication failed for user mlflow";
/** So long a second takes here. */
const SECOND = 10;
/** MLflow takes so long to answer: some calls are under way whenever a task is taken out of the load balancer. */
const ANSWER_MS = 50;

const PROXY = {
  ...PROXY_CONTAINER,
  environment: [
    { name: "MLOPS_PROXY_CONFIG", value: MethodProxy.render({ gatewayKey: false, snowflakeAccount: false }) },
  ],
};

const stack = Synthesized.environment();

/** What a stack says of its service's deployments. */
const SETTINGS = [
  "deployment_minimum_healthy_percent",
  "deployment_maximum_percent",
  "force_new_deployment",
  "triggers",
];
const written = stack.one("aws_ecs_service");
const STACK = Object.fromEntries(SETTINGS.map((name) => [name, written[name] ?? null])) as Values;

/** Terraform's reference to the version of the secret that holds the database's URI. */
const VERSION = `\${${stack.address("aws_secretsmanager_secret_version")}.version_id}`;

/** A platform whose ECS service runs, while Snowflake calls it. */
class Running {
  /** @param service what differs from the stack's service */
  public static async start(service: Values = {}): Promise<Running> {
    const running = new Running({ ...STACK, ...service });
    await running.deploy();
    return running;
  }

  private readonly account: Account;
  private readonly state: AppliedState;
  /** Stopping, which ends at the end of the deregistration delay. */
  private readonly draining: Promise<void>[] = [];
  /** The task that the target group has. */
  private registered?: LiveProxy;
  private deployments = 0;

  private constructor(private readonly configured: Values) {
    const aws = awsAccount();
    Object.assign(aws.objects.aws_ecs_service ?? {}, { task_definition: TASK_ARN });
    this.state = stateWith([MLFLOW_CONTAINER, PROXY], { aws_ecs_service: aws.objects.aws_ecs_service ?? {} });
    for (const { type, attributes } of this.state.resources) aws.objects[type] ??= attributes as Values;
    this.account = accountOf(aws);
  }

  /** @param retryMilliseconds how long Snowflake repeats a call */
  public snowflake(retryMilliseconds = 20_000): ExternalFunctionRuntime {
    const locate = (container: string) =>
      container === "proxy" && this.registered !== undefined
        ? { host: "127.0.0.1", port: this.registered.port }
        : undefined;
    const resources = snowflakeResources();
    const { request } = resources;
    request.function_definition = request.function_definition.replace(
      "post/api/x",
      "post/api/2.0/mlflow/runs/log-metric",
    );
    return new ExternalFunctionRuntime({
      state: stateOf(resources),
      gateways: [new AwsGateway({ account: this.account, backend: { locate } })],
      delivery: { retryMilliseconds },
    });
  }

  private get service(): Values {
    return this.applied("aws_ecs_service");
  }

  private applied(type: string): Values {
    return this.state.one(type).attributes as Values;
  }

  public setPassword(): void {
    this.applied("aws_db_instance").password = NEW_PASSWORD;
  }

  public setSecret(): void {
    const secret_string = DATABASE_URI.replace(PASSWORD, NEW_PASSWORD);
    Object.assign(this.applied("aws_secretsmanager_secret_version"), { secret_string, version_id: "new" });
  }

  /**
   * Applies the service as it is configured. What ECS does then: a deployment starts a task, which the target group gets when it is
   * healthy, and then the former one is taken out, finishes what it has and is stopped. Where less than all tasks may be healthy, the
   * former one goes first.
   */
  public async deploy(): Promise<void> {
    const { account, service, configured } = this;
    const version = String(this.applied("aws_secretsmanager_secret_version").version_id);
    Object.assign(service, JSON.parse(JSON.stringify(configured).replaceAll(VERSION, version)));
    serviceActs.aws_ecs_service?.settle?.({
      ...{ account, type: "aws_ecs_service", provider: {}, config: service, values: service },
    });
    if (revisionsOf(service).length === this.deployments) return;
    this.deployments = revisionsOf(service).length;
    const isFirstStopped = (number(service, "deployment_minimum_healthy_percent") ?? 100) < 100;
    if (isFirstStopped) this.deregister();
    const task = await this.newTask();
    this.deregister();
    this.registered = task;
  }

  private deregister(): void {
    const { registered: former } = this;
    this.registered = undefined;
    if (former === undefined) return;
    const delay = Number(stack.one("aws_lb_target_group").deregistration_delay) * SECOND;
    const stop = () => former.stop();
    this.draining.push(new Promise<void>((resolve) => setTimeout(resolve, delay)).then(stop));
  }

  /** MLflow opens a connection for each call here, with the password of its start. */
  private async newTask(): Promise<LiveProxy> {
    const accounts = new Map([["hashicorp/aws", this.account]]);
    const variables = new Map(awsContainers(this.state, accounts).map((each) => [each.name, environmentOf(each)]));
    const { MLFLOW_BACKEND_STORE_URI: uri = "" } = variables.get("mlflow") ?? {};
    const task = await LiveProxy.of(variables.get("proxy") ?? {});
    task.respond = () => {
      const isKnown = parseDatabaseUri(uri)?.password === this.applied("aws_db_instance").password;
      const error = JSON.stringify({ error_code: "TEMPORARILY_UNAVAILABLE", message: DATABASE_ERROR });
      const answer = { type: "application/json", waitMs: ANSWER_MS };
      return { status: isKnown ? 200 : 503, body: isKnown ? '{"data":[[0,{}]]}' : error, ...answer };
    };
    return task;
  }

  public async stop(): Promise<void> {
    await Promise.all(this.draining);
    await this.registered?.stop();
  }
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 300));

let running: Running;
afterEach(() => running.stop());

async function rotate(...steps: (() => Promise<void> | void)[]): Promise<void> {
  for (const step of steps) {
    await pause();
    await step();
  }
  await pause();
}

/** Terraform's order: the secret holds the database's address, and the service waits for the secret's version. */
const rotation = () =>
  rotate(
    () => running.setPassword(),
    () => running.setSecret(),
    () => running.deploy(),
  );

const statuses = (results: readonly CallResult[]) => [...new Set(results.map(({ status }) => status))];

/** What was answered to the requests that Snowflake had to repeat. */
const refusals = (results: readonly CallResult[]) =>
  results.flatMap(({ httpCalls }) => httpCalls.filter(({ status }) => status !== 200));

const AUTHENTICATION = expect.stringContaining("password authentication failed") as string;

describe("a rotation of the database's password", () => {
  test("fails no call: Snowflake repeats what is answered 503 meanwhile", async () => {
    running = await Running.start();
    const results = await callsDuring(running.snowflake(), rotation);
    expect(statuses(results)).toEqual([200]);
    expect(results.some(({ attempts }) => attempts > 1)).toBe(true);
    expect((await running.snowflake().call("LOG", ["k", 1])).attempts).toBe(1);
  });

  test("leaves a healthy task at every moment: what is repeated is what the database refused alone", async () => {
    running = await Running.start();
    const repeated = refusals(await callsDuring(running.snowflake(), rotation));
    expect(repeated.length).toBeGreaterThan(0);
    for (const { status, responseBody } of repeated) expect([status, responseBody]).toEqual([503, AUTHENTICATION]);
  });

  test("finds no task for a while where the former one may be stopped first", async () => {
    running = await Running.start({ deployment_minimum_healthy_percent: 0, deployment_maximum_percent: 100 });
    const results = await callsDuring(running.snowflake(), rotation);
    expect(statuses(results)).toEqual([200]);
    const pages = refusals(results).filter(({ responseBody }) =>
      responseBody.includes("503 Service Temporarily Unavailable"),
    );
    expect(pages.length).toBeGreaterThan(0);
  });

  const untouched: [string, Values][] = [
    ["does not have the secret's version in its triggers: nothing in it changes", { triggers: null }],
    ["has it there without force_new_deployment: ECS does not know triggers", { force_new_deployment: false }],
  ];
  test.each(untouched)("is never taken up by a service that %s", async (_what, service) => {
    running = await Running.start(service);
    expect(await running.snowflake().call("LOG", ["k", 1])).toMatchObject({ status: 200, attempts: 1 });
    await rotation();
    const result = await running.snowflake(500).call("LOG", ["k", 1]);
    expect([result.status, result.error]).toEqual([503, AUTHENTICATION]);
    expect(result.attempts).toBeGreaterThan(1);
  });
});

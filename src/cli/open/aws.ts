import { run } from "../../rehearsal/deploy/command";
import { MissingTool, onPath } from "../../rehearsal/deploy/project";

/** Where MLflow runs on ECS; the deploy's output `mlflow_sessions`. */
export interface EcsServer {
  readonly cluster: string;
  readonly service: string;
  readonly container: string;
  /** MLflow's port on its loopback address. */
  readonly port: string;
  readonly region: string;
}

const FIELDS = ["cluster", "service", "container", "port", "region"] as const;

/**
 * Reads the output `mlflow_sessions`.
 * @throws MissingTool when the deploy has none
 */
export function ecsServer(output: unknown): EcsServer {
  const found = typeof output === "object" && output !== null ? (output as Record<string, unknown>) : {};
  const [cluster, service, container, port, region] = FIELDS.map((field) => found[field]);
  if (
    typeof cluster !== "string" ||
    typeof service !== "string" ||
    typeof container !== "string" ||
    typeof port !== "string" ||
    typeof region !== "string"
  )
    throw new MissingTool(
      "The deploy has no output mlflow_sessions: it has no MLflow server, or an older version created it",
      "Deploy again. An MLflow server of your own is reached by its own address.",
    );
  return { cluster, service, container, port, region };
}

/** What `mlops open` needs of AWS, by AWS's own programs. */
export class AwsCli {
  /**
   * Finds the two programs.
   * @throws MissingTool with where to get them
   */
  public static find(env: NodeJS.ProcessEnv): AwsCli {
    const aws = onPath("aws", env.PATH ?? "");
    if (aws === undefined)
      throw new MissingTool(
        "The AWS CLI is not on the PATH",
        "Install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
      );
    if (onPath("session-manager-plugin", env.PATH ?? "") === undefined)
      throw new MissingTool(
        "The AWS CLI's Session Manager plugin is not on the PATH",
        "Install it: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
      );
    return new AwsCli(aws, env);
  }

  private constructor(
    public readonly file: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * The Session Manager target of a running MLflow container: `ecs:<cluster>_<task>_<runtime id>`.
   * @throws MissingTool when no running task accepts a session
   */
  public async target(server: EcsServer): Promise<string> {
    const at = ["--region", server.region, "--cluster", server.cluster];
    const { taskArns = [] } = await this.ask<{ taskArns?: string[] }>("ecs", "list-tasks", [
      ...at,
      "--service-name",
      server.service,
      "--desired-status",
      "RUNNING",
    ]);
    if (taskArns.length === 0)
      throw new MissingTool(
        `No task of the service ${server.service} is running in the cluster ${server.cluster}`,
        `The events of the service name the reason. Run: aws ecs describe-services --region ${server.region} ` +
          `--cluster ${server.cluster} --services ${server.service} --query 'services[0].events[:5]'`,
      );
    const { tasks = [] } = await this.ask<{ tasks?: Task[] }>("ecs", "describe-tasks", [...at, "--tasks", ...taskArns]);
    const ready = tasks.flatMap((task) => {
      const container = task.containers?.find(({ name }) => name === server.container);
      const agent = container?.managedAgents?.find(({ name }) => name === "ExecuteCommandAgent");
      const isReady = container?.lastStatus === "RUNNING" && agent?.lastStatus === "RUNNING";
      return isReady && container.runtimeId !== undefined ? [{ task, runtimeId: container.runtimeId }] : [];
    });
    const [first] = ready;
    if (first === undefined)
      throw new MissingTool(
        `The session agent of the container ${server.container} is not running in any of ${taskArns.length} tasks`,
        "Wait a minute after the start of a task. Otherwise enableExecuteCommand of the service, or the " +
          "ssmmessages actions of the task role, are missing: deploy again.",
      );
    return `ecs:${server.cluster}_${first.task.taskArn?.split("/").at(-1) ?? ""}_${first.runtimeId}`;
  }

  /**
   * @throws MissingTool with the message of the AWS CLI
   */
  private async ask<T>(service: string, operation: string, args: readonly string[]): Promise<T> {
    const { code, output, stdout } = await run(this.file, [service, operation, ...args, "--output", "json"], {
      cwd: process.cwd(),
      env: { ...this.env, AWS_PAGER: "" },
    });
    if (code !== 0)
      throw new MissingTool(
        `aws ${service} ${operation} failed: ${output.trim()}`,
        'Check AWS_PROFILE and AWS_REGION. "mlops doctor <stack>" lists the credentials in use.',
      );
    return JSON.parse(stdout) as T;
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
interface Task {
  readonly taskArn?: string;
  readonly containers?: readonly {
    readonly name?: string;
    readonly runtimeId?: string;
    readonly lastStatus?: string;
    readonly managedAgents?: readonly { readonly name?: string; readonly lastStatus?: string }[];
  }[];
}

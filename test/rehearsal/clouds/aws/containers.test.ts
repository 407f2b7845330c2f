import { accountFrom } from "../../../../src/rehearsal/applied-account";
import { awsContainers } from "../../../../src/rehearsal/clouds/aws/containers";
import { settleDeployment } from "../../../../src/rehearsal/clouds/aws/ecs/deployments";
import { AppliedState } from "../../../../src/rehearsal/state";
import { containersFrom } from "../../../../src/rehearsal/clouds";
import {
  DATABASE_ARN,
  DATABASE_URI,
  MLFLOW_CONTAINER,
  PASSWORD,
  PROXY_CONTAINER,
  stateWith,
  TASK_ARN,
} from "../../servers/applied";

describe("the containers of an applied ECS service", () => {
  it("have the command, the variables and the secrets that were applied", () => {
    const [mlflow, proxy] = containersFrom(stateWith([MLFLOW_CONTAINER, PROXY_CONTAINER]));
    expect(mlflow).toMatchObject({
      name: "mlflow",
      image: "ghcr.io/mlflow/mlflow:v3.17.2-full",
      command: ["sh", "-c", "python -c 'import psycopg2' && exec mlflow server"],
      secrets: { MLFLOW_BACKEND_STORE_URI: DATABASE_URI },
      essential: true,
      ports: [],
    });
    expect(mlflow?.environment.MLFLOW_PORT).toBe("5000");
    expect(mlflow?.healthCheck?.slice(0, 2)).toEqual(["/bin/sh", "-c"]);
    expect(proxy).toMatchObject({ ports: [8080], dependsOn: [{ container: "mlflow", condition: "HEALTHY" }] });
  });

  it("come from the task definition that the service uses, by ARN or by family and revision", () => {
    const task = { arn: "arn:of:another", family: "mlops-dev", revision: 4, volume: null };
    const definitions = JSON.stringify([PROXY_CONTAINER]);
    const state = (wanted: string) =>
      stateWith([], {
        aws_ecs_service: { task_definition: wanted },
        aws_ecs_task_definition: { ...task, container_definitions: definitions },
      });
    expect(containersFrom(state("mlops-dev:4"))).toHaveLength(1);
    expect(() => containersFrom(state("mlops-dev:5"))).toThrow("its task definition mlops-dev:5 was not applied");
  });

  it("take one entry of a secret in JSON, where the reference asks for it", () => {
    const secrets = [{ name: "MLFLOW_BACKEND_STORE_URI", valueFrom: `${DATABASE_ARN}:uri::` }];
    const state = stateWith([{ ...MLFLOW_CONTAINER, secrets }], {
      aws_secretsmanager_secret_version: {
        secret_id: DATABASE_ARN,
        secret_string: JSON.stringify({ uri: DATABASE_URI }),
      },
    });
    expect(containersFrom(state)[0]?.secrets).toEqual({ MLFLOW_BACKEND_STORE_URI: DATABASE_URI });
  });

  it("may have an init process, which changes nothing here", () => {
    const linuxParameters = { initProcessEnabled: true };
    expect(containersFrom(stateWith([{ ...PROXY_CONTAINER, linuxParameters }]))).toHaveLength(1);
  });

  it("are missing in a state without a service, which is said", () => {
    expect(() => containersFrom(new AppliedState({}))).toThrow(
      "state: it holds no service whose containers could be started (aws_ecs_service, aws_ecs_task_definition, azurerm_container_app, google_cloud_run_v2_service)",
    );
  });
});

describe("tasks that started before their secret changed", () => {
  const OLD_URI = DATABASE_URI.replace(PASSWORD, "0ld0ld0ld0ld0ld0ld");
  const startedWith = (uri: string) => {
    const started = stateWith([MLFLOW_CONTAINER, PROXY_CONTAINER], {
      aws_secretsmanager_secret_version: { secret_id: DATABASE_ARN, secret_string: uri },
    });
    const account = accountFrom(started);
    const service = account.get("aws_ecs_service", "service") ?? {};
    settleDeployment({ account, type: "aws_ecs_service", provider: {}, config: service, values: service });
    return new Map([["hashicorp/aws", account]]);
  };

  it("keep its old value, which the applied database refuses", () => {
    const state = stateWith([MLFLOW_CONTAINER, PROXY_CONTAINER]);
    expect(awsContainers(state, startedWith(DATABASE_URI))[0]?.secrets).toEqual({
      MLFLOW_BACKEND_STORE_URI: DATABASE_URI,
    });
    expect(() => awsContainers(state, startedWith(OLD_URI))).toThrow("has another password than the applied database");
  });
});

describe("a container definition is refused when", () => {
  const secret = (valueFrom: string) => ({ secrets: [{ name: "MLFLOW_BACKEND_STORE_URI", valueFrom }] });
  const variable = (name: string, value: string) => ({ environment: [{ name, value }] });
  const cases: [string, Record<string, unknown>, string][] = [
    [
      "a volume is mounted",
      { mountPoints: [{ sourceVolume: "x" }] },
      "mountPoints names the volume x, which the task does not have",
    ],
    ["it has an entry point", { entryPoint: ["/bin/sh"] }, "entryPoint is set"],
    ["it runs as another user", { user: "1000" }, "user is set"],
    ["its root file system is read-only", { readonlyRootFilesystem: true }, "readonlyRootFilesystem is set"],
    ["it has capabilities", { linuxParameters: { capabilities: { add: ["SYS_PTRACE"] } } }, "linuxParameters is set"],
    ["it reads variables from a file", { environmentFiles: [{ value: "x", type: "s3" }] }, "environmentFiles is set"],
    ["it has a key that nobody knows", { somethingNew: "x" }, "somethingNew is set"],
    ["it has no command", { command: [] }, "command is not set, and an image's own is not known here"],
    ["its command is no list", { command: "mlflow server" }, "command must be a list of texts"],
    ["it has no image", { image: "" }, "image must be a text"],
    ["a variable has no value", { environment: [{ name: "X" }] }, "an entry of environment lacks name or value"],
    [
      "it waits for an end",
      { dependsOn: [{ containerName: "x", condition: "SUCCESS" }] },
      "dependsOn has the condition",
    ],
    ["its health check is no command", { healthCheck: { command: ["NONE"] } }, "healthCheck.command must begin with"],
    ["it maps a UDP port", { portMappings: [{ containerPort: 1, protocol: "udp" }] }, "protocol udp is not tcp"],
    ["its host port differs", { portMappings: [{ containerPort: 1, hostPort: 2 }] }, "hostPort 2 differs from"],
    ["its secret was not applied", secret(`${DATABASE_ARN}x`), "which was not applied"],
    [
      "its secret is no Secrets Manager secret",
      secret("arn:aws:ssm:eu-central-1:1:parameter/x"),
      "only AWS Secrets Manager",
    ],
    ["its secret asks for a version", secret(`${DATABASE_ARN}::AWSPREVIOUS:`), "asks for a stage or a version"],
    [
      "its artifacts go to a bucket that was not applied",
      variable("MLFLOW_ARTIFACTS_DESTINATION", "s3://another/mlflow"),
      "MLFLOW_ARTIFACTS_DESTINATION names the bucket another, which was not applied",
    ],
  ];

  it.each(cases)("%s", (_what, change, message) => {
    expect(() => containersFrom(stateWith([{ ...MLFLOW_CONTAINER, ...change }]))).toThrow(message);
    expect(() => containersFrom(stateWith([{ ...MLFLOW_CONTAINER, ...change }]))).toThrow(/^container mlflow: /);
  });

  it("the task has volumes that outlast it", () => {
    const volume = [{ name: "data", efs_volume_configuration: [{ file_system_id: "fs-1" }] }];
    const state = stateWith([], { aws_ecs_task_definition: { arn: TASK_ARN, volume, container_definitions: "[]" } });
    expect(() => containersFrom(state)).toThrow("volume is set, which a rehearsal cannot reproduce");
  });

  describe("a root file system that is read-only", () => {
    const withVolume = (mountPoints: object[], volume: object[] = [{ name: "mlflow-tmp" }]) =>
      stateWith([], {
        aws_ecs_task_definition: {
          arn: TASK_ARN,
          volume,
          container_definitions: JSON.stringify([
            { ...PROXY_CONTAINER, dependsOn: [], readonlyRootFilesystem: true, mountPoints },
          ]),
        },
      });
    const tmp = { sourceVolume: "mlflow-tmp", containerPath: "/tmp", readOnly: false };

    it("needs a volume for temporary files", () => {
      expect(containersFrom(withVolume([tmp]))).toHaveLength(1);
      expect(() => containersFrom(withVolume([]))).toThrow("nothing can be written");
    });

    it.each([
      [{ ...tmp, sourceVolume: "other" }, "names the volume other, which the task does not have"],
      [{ ...tmp, containerPath: "/data" }, "has /data, which a rehearsal cannot reproduce"],
      [{ ...tmp, readOnly: true }, "has /tmp, which a rehearsal cannot reproduce"],
    ])("with the mount %j is refused", (mount, message) => {
      expect(() => containersFrom(withVolume([mount]))).toThrow(message);
    });
  });

  it.each([
    ["address", "elsewhere.example", "names the host mlops-dev.abcdefghijkl.eu-central-1.rds.amazonaws.com, which no"],
    ["port", 5433, "has the port 5432, the applied database has 5433"],
    ["username", "admin", "has the user mlflow, the applied database has admin"],
    ["db_name", "other", "has the database mlflow, the applied database has other"],
    ["password", "other", "has another password than the applied database"],
  ])("its database URI does not fit the applied database's %s", (attribute, value, message) => {
    const { attributes } = stateWith([]).one("aws_db_instance");
    const state = stateWith([MLFLOW_CONTAINER], { aws_db_instance: { ...attributes, [attribute]: value } });
    expect(() => containersFrom(state)).toThrow(message);
  });

  it("user and password of the database URI are compared without the URL's encoding", () => {
    const { attributes } = stateWith([]).one("aws_db_instance");
    const state = stateWith([MLFLOW_CONTAINER], {
      aws_db_instance: { ...attributes, username: "ml@flow", password: "a:b/c%" },
      aws_secretsmanager_secret_version: {
        secret_id: DATABASE_ARN,
        secret_string: DATABASE_URI.replace(/\/\/[^@]+@/, "//ml%40flow:a%3Ab%2Fc%25@"),
      },
    });
    expect(containersFrom(state)).toHaveLength(1);
  });
});

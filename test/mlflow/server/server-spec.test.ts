import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Token } from "cdktf";
import { LAYER } from "../../../src/mlflow/server/layer";
import { MlflowVersion, ServerSpec, type ServerSpecProps } from "../../../src/mlflow";

const spec = (props: Partial<ServerSpecProps> = {}) =>
  ServerSpec.containers({ artifactsDestination: "s3://bucket/mlflow", workers: 2, ...props });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-server-"));
  program("python", 'printf "python|%s|" "$1"; printf "%s" "$2" > "$OUT/code"');
  program("mlflow", 'printf "mlflow|%s|pid|%s" "$*" "$$"; cp -r "$PYTHONPATH" "$OUT/plugin"');
  program("caddy", 'printf "%s|" "$*"; cat > "$OUT/stdin"; printf "pid|%s" "$$"');
});
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** Runs a container's command with stand-ins for the programs that it calls. */
function runCommand(command: string[], environment: Record<string, string>) {
  const [shell = "", ...args] = command;
  const env = { ...environment, OUT: folder, TMPDIR: folder, PATH: `${folder}:/usr/bin:/bin` };
  return spawnSync(shell, args, { env, encoding: "utf8" });
}

function written(name: string): string {
  return spawnSync("cat", [join(folder, name)], { encoding: "utf8" }).stdout;
}

describe("the MLflow container", () => {
  test("is the pinned stock image, reachable from its own task only", () => {
    const { mlflow } = spec();
    expect(mlflow.image).toBe(`ghcr.io/mlflow/mlflow:v${MlflowVersion.PINNED}-full`);
    expect(mlflow.port).toBeUndefined();
    expect(mlflow.environment).toMatchObject({ MLFLOW_HOST: "127.0.0.1", MLFLOW_PORT: "5000", MLFLOW_WORKERS: "2" });
  });

  test("serves artifacts itself, runs no jobs and reports to nobody", () => {
    expect(spec().mlflow.environment).toMatchObject({
      MLFLOW_SERVE_ARTIFACTS: "true",
      MLFLOW_ARTIFACTS_DESTINATION: "s3://bucket/mlflow",
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
    });
  });

  test("gets its database from a secret, never from the command or the environment", () => {
    const { mlflow } = spec();
    expect(mlflow.secrets).toEqual(["MLFLOW_BACKEND_STORE_URI"]);
    expect(mlflow.environment).not.toHaveProperty("MLFLOW_BACKEND_STORE_URI");
    expect(mlflow.command.join(" ")).not.toContain("postgresql");
  });

  test("hands the schema step to Python as it is written, then becomes the server", () => {
    const { mlflow } = spec();
    const done = runCommand(mlflow.command, mlflow.environment);
    expect(done.stderr).toBe("");
    expect(done.stdout).toBe(`python|-c|mlflow|server --app-name mlops|pid|${done.pid}`);
    expect(written("code")).toMatch(/^import os, sys\n[^]*pg_advisory_lock[^]*flush=True\)$/);
  });

  test("hands MLflow the layer as a plugin, as it is written", () => {
    const { mlflow } = spec();
    runCommand(mlflow.command, mlflow.environment);
    expect(written("plugin/mlops_layer.py")).toBe(`${LAYER}\n`);
    expect(written("plugin/mlops-1.dist-info/entry_points.txt")).toBe("[mlflow.app]\nmlops = mlops_layer:app\n");
    expect(written("plugin/mlops-1.dist-info/METADATA")).toContain("Name: mlops\n");
  });

  test("gives each worker its share of the requests at once", () => {
    expect(spec().mlflow.environment).toMatchObject({ MLOPS_REQUESTS_A_WORKER: "8", MLOPS_WAIT_SECONDS: "20" });
    expect(spec({ maxRequests: 7 }).mlflow.environment).toMatchObject({ MLOPS_REQUESTS_A_WORKER: "4" });
    expect(spec({ workers: 1, maxRequests: 7 }).mlflow.environment).toMatchObject({ MLOPS_REQUESTS_A_WORKER: "7" });
  });

  test("leaves the pools to MLflow where nothing limits the connections", () => {
    expect(Object.keys(spec().mlflow.environment).filter((name) => /POOL|OVERFLOW/.test(name))).toEqual([]);
  });

  test.each([
    [4, "1"],
    [8, "3"],
    [18, "8"],
  ])(
    "shares %d connections of a worker between two pools, each with an overflow of 1",
    (connectionsPerWorker, size) => {
      expect(spec({ connectionsPerWorker }).mlflow.environment).toMatchObject({
        MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: size,
        // 0 is ignored by MLflow, and leaves SQLAlchemy's 10.
        MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: "1",
      });
    },
  );

  test.each([
    [4, "1"],
    [8, "3"],
    [18, "8"],
    [40, "8"],
  ])(
    "answers fewer requests at once than a pool has connections, as one may need two of them: %d",
    (connectionsPerWorker, requests) => {
      expect(spec({ connectionsPerWorker }).mlflow.environment.MLOPS_REQUESTS_A_WORKER).toBe(requests);
    },
  );

  test.each([0, 2, 5, 7.5])("is refused with %d connections of a worker", (connectionsPerWorker) => {
    expect(() => spec({ connectionsPerWorker })).toThrow("be an even number of 4 or more");
  });

  test("is refused with more requests at once than connections allow", () => {
    expect(spec({ connectionsPerWorker: 8, maxRequests: 6 }).mlflow.environment.MLOPS_REQUESTS_A_WORKER).toBe("3");
    expect(() => spec({ connectionsPerWorker: 8, maxRequests: 7 })).toThrow(/maxRequests = 7: must be at most 6/);
  });

  test("listens on all addresses only where it is told to", () => {
    expect(spec({ listensOnAllAddresses: true }).mlflow.environment).toMatchObject({
      MLFLOW_HOST: "0.0.0.0",
      MLFLOW_PORT: "5000",
    });
    expect(spec({ listensOnAllAddresses: true }).mlflow.port).toBeUndefined();
  });

  test("does not start the server when the schema step fails", () => {
    program("python", "exit 3");
    const done = runCommand(spec().mlflow.command, {});
    program("python", 'printf "python|%s|" "$1"; printf "%s" "$2" > "$OUT/code"');
    expect([done.status, done.stdout]).toEqual([3, ""]);
  });

  test("holds nothing that Terraform would read as its own", () => {
    const { command, environment } = spec().mlflow;
    expect([...command, ...Object.values(environment)].join(" ")).not.toMatch(/\$\{|%\{/);
  });
});

describe("the proxy container", () => {
  test("is the stock Caddy on port 8080, healthy when MLflow is", () => {
    const { proxy } = spec();
    expect(proxy.image).toMatch(/^public\.ecr\.aws\/docker\/library\/caddy:2\.\d+\.\d+$/);
    expect(proxy.port).toBe(8080);
    expect(proxy.healthCheck?.at(-1)).toBe("http://127.0.0.1:8080/health");
  });

  test.each(["its own configuration", "$HOME ${HOME} $(id) `id` \\ \\n \\\nE\n'\"\n EOF $$"])(
    "hands Caddy %j on standard input as it is, and becomes Caddy",
    (text) => {
      const { proxy } = spec();
      const configuration = text === "its own configuration" ? proxy.environment.MLOPS_PROXY_CONFIG : text;
      const done = runCommand(proxy.command, { MLOPS_PROXY_CONFIG: configuration ?? "" });
      expect(done.stderr).toBe("");
      expect(done.stdout).toBe(`run --config -|pid|${done.pid}`);
      expect(written("stdin")).toBe(`${configuration}\n`);
    },
  );
});

describe("who is admitted", () => {
  const account = { account: "AB12345", region: "AWS_EU_CENTRAL_1" };
  const { MLOPS_PROXY_CONFIG: open } = spec().proxy.environment;

  test("is not checked by a server that is given neither account nor key", () => {
    expect(Object.keys(spec().proxy.environment)).toEqual(["MLOPS_PROXY_CONFIG"]);
    expect(spec().proxy.secrets).toEqual([]);
    expect(open).not.toMatch(/MLOPS_SNOWFLAKE|MLOPS_GATEWAY_KEY|x-mlops-gateway-key/);
  });

  test("is an account in plain variables, never in the configuration", () => {
    const { environment, secrets } = spec({ snowflakeAccount: account }).proxy;
    expect(environment).toMatchObject({
      MLOPS_SNOWFLAKE_ACCOUNT: "AB12345",
      MLOPS_SNOWFLAKE_REGION: "AWS_EU_CENTRAL_1",
    });
    expect(environment.MLOPS_PROXY_CONFIG).not.toContain("AB12345");
    const other = spec({ snowflakeAccount: { account: "ZZ99999", region: "AZURE_WESTEUROPE" } }).proxy.environment;
    expect(other.MLOPS_PROXY_CONFIG).toBe(environment.MLOPS_PROXY_CONFIG);
    expect(secrets).toEqual([]);
  });

  test("may be an account that only Terraform knows", () => {
    const token = Token.asString({ resolve: () => "x" });
    const { environment } = spec({ snowflakeAccount: { account: token, region: token } }).proxy;
    expect(environment.MLOPS_SNOWFLAKE_ACCOUNT).toBe(token);
  });

  test("has the gateway's key from a secret, in the proxy's container alone", () => {
    const { proxy, mlflow } = spec({ gatewayKey: true });
    expect(proxy.secrets).toEqual([ServerSpec.GATEWAY_KEY_SECRET]);
    expect(proxy.environment).not.toHaveProperty("MLOPS_GATEWAY_KEY");
    expect(mlflow.secrets).not.toContain("MLOPS_GATEWAY_KEY");
  });

  test.each([
    ["account", "*"],
    ["account", "ab12345"],
    ["account", "MYORG-MYACCOUNT"],
    ["account", ""],
    ["region", "eu-central-1"],
    ["region", "AWS_*"],
  ])("%s %j is no result of Snowflake's functions", (field, value) => {
    expect(() => spec({ snowflakeAccount: { ...account, [field]: value } })).toThrow(`snowflakeAccount.${field}`);
  });
});

describe("images", () => {
  test("come from a mirror under their full names", () => {
    const { mlflow, proxy } = spec({ imageRegistry: "registry.example/mirror" });
    expect(mlflow.image).toBe(`registry.example/mirror/ghcr.io/mlflow/mlflow:v${MlflowVersion.PINNED}-full`);
    expect(proxy.image).toMatch(/^registry\.example\/mirror\/public\.ecr\.aws\/docker\/library\/caddy:/);
  });

  test("that are given stay as they are", () => {
    const images = { mlflow: "own/mlflow:1", proxy: "own/caddy:2" };
    const { mlflow, proxy } = spec({ images, imageRegistry: "registry.example" });
    expect([mlflow.image, proxy.image]).toEqual(["own/mlflow:1", "own/caddy:2"]);
  });
});

test("what cannot work is refused in one message", () => {
  expect(() => spec({ workers: 0, imageRegistry: "https://registry.example/" })).toThrow(
    /2 problems:[^]*workers = 0[^]*imageRegistry = "https:\/\/registry\.example\/"/,
  );
});

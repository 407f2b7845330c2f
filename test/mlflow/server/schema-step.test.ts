import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { SCHEMA_STEP } from "../../../src/mlflow/server/schema-step";
import { MlflowVersion, ServerSpec } from "../../../src/mlflow";
import type { Database } from "../../../src/rehearsal/servers";
import { SharedServers } from "../../support/servers";

const servers = new SharedServers();
afterAll(() => servers.stop());

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

async function python(code: string, database: Database): Promise<Ended> {
  const { python: program, bin } = await servers.python();
  const { user, password, host, port, name } = database;
  const uri = `postgresql+psycopg2://${user}:${password}@${host}:${port}/${name}`;
  const child = spawn(program, ["-c", code], {
    env: { PATH: `${bin}:/usr/bin:/bin`, MLFLOW_BACKEND_STORE_URI: uri, MLFLOW_DISABLE_TELEMETRY: "true" },
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, output })));
}

async function database(name: string): Promise<Database> {
  return (await servers.postgres()).createDatabase({ name, user: "mlflow", password: "secret" });
}

async function revision(name: string): Promise<unknown> {
  const rows = await (await servers.postgres()).query("SELECT version_num FROM alembic_version", name);
  return rows.map((row) => row.version_num);
}

const OLD_REVISION = "acf3f17fdcc7";

/** Brings a database to an older revision by MLflow's own migrations. */
const OLDER = `
import os
from alembic import command
from mlflow.store.db import utils
from mlflow.store.db.base_sql_model import Base
from mlflow.store.tracking.dbmodels.initial_models import Base as InitialBase
engine = utils.create_sqlalchemy_engine_with_retry(os.environ["MLFLOW_BACKEND_STORE_URI"])
InitialBase.metadata.create_all(engine)
config = utils._get_alembic_config("")
with engine.begin() as connection:
    config.attributes["connection"] = connection
    command.upgrade(config, "${OLD_REVISION}")
`;

describe("three whole servers that start at once", () => {
  test.each([
    ["an empty", "empty", undefined],
    ["an older", "older", OLDER],
  ])(
    "on %s schema all live, and one of them alone makes or migrates it",
    async (_which, name, prepare) => {
      if (prepare !== undefined) {
        expect(await python(prepare, await database(name))).toMatchObject({ status: 0 });
        expect(await revision(name)).toEqual([OLD_REVISION]);
      }
      const { mlflow } = ServerSpec.containers({ artifactsDestination: "s3://bucket/mlflow", workers: 1 });
      const uri = `postgresql+psycopg2://mlflow:secret@database.example:5432/${name}?sslmode=require`;
      const three = [5000, 5001, 5002].map((port) => ({
        ...mlflow,
        name: `mlflow-${port}`,
        environment: { ...mlflow.environment, MLFLOW_PORT: String(port) },
        secrets: { [ServerSpec.DATABASE_SECRET]: uri },
        ports: [port],
        dependsOn: [],
        essential: true,
        healthCheck: mlflow.healthCheck?.map((text) => text.replace(":5000/", `:${port}/`)),
      }));
      const running = await servers.containers(three, name);
      for (const { name: container, ports } of three) {
        const url = `http://127.0.0.1:${running.port(container, ports[0] ?? 0)}/api/2.0/mlflow/experiments/get?experiment_id=0`;
        expect([container, (await fetch(url)).status]).toEqual([container, 200]);
      }
      const logs = running.containers.map(({ logFile }) => readFileSync(logFile, "utf8"));
      const from = prepare === undefined ? "None" : OLD_REVISION;
      expect(logs.filter((log) => log.includes(`bringing the schema from ${from}`))).toHaveLength(1);
      expect(logs.filter((log) => log.includes("mlops: schema revision"))).toHaveLength(3);
      expect(await revision(name)).toHaveLength(1);
      await running.stop();
    },
    300_000,
  );

  test("leave the same schema behind", async () => {
    expect(await revision("older")).toEqual(await revision("empty"));
  });
});

describe("the schema step", () => {
  test("leaves a current schema alone", async () => {
    const current = { ...(await database("unused")), name: "empty" };
    const { status, output } = await python(SCHEMA_STEP, current);
    expect(status).toBe(0);
    expect(output).not.toContain("bringing");
  }, 300_000);

  test("stops at a schema that a newer MLflow has made, and says what to do", async () => {
    const newer = await database("newer");
    const postgres = await servers.postgres();
    await postgres.query(
      "CREATE TABLE alembic_version (version_num varchar(32)); GRANT ALL ON alembic_version TO mlflow",
      "newer",
    );
    await postgres.query("INSERT INTO alembic_version VALUES ('ffff00001111')", "newer");
    const { status, output } = await python(SCHEMA_STEP, newer);
    expect(status).toBe(1);
    expect(output).toContain(
      `the database has schema revision ffff00001111, which MLflow ${MlflowVersion.PINNED} does not know`,
    );
    expect(output).toContain("restore the backup made before the upgrade");
  }, 300_000);

  test("stands between single quotes in a shell line", () => {
    expect(SCHEMA_STEP).not.toContain("'");
  });
});

import { appliedLaunch, listeningPorts, localLaunch, type LocalPlaces } from "../../../src/rehearsal/servers/adapt";
import { awsContainers } from "../../../src/rehearsal/clouds/aws/containers";
import type { ContainerDefinition } from "../../../src/rehearsal/servers/container";
import { assertOnlyAllowedDifferences, type Launch } from "../../../src/rehearsal/servers/differences";
import { DATABASE_URI, MLFLOW_CONTAINER, PASSWORD, PROXY_CONFIGURATION, PROXY_CONTAINER, stateWith } from "./applied";

const places: LocalPlaces = {
  database: { host: "127.0.0.1", port: 40001 },
  artifactRoot: "/tmp/artifacts",
  path: "/venv/bin:/usr/bin:/bin",
  temporary: "/scratch/tmp",
  ports: new Map([
    [5000, 40002],
    [8080, 40003],
  ]),
};

function definition(name: string): ContainerDefinition {
  const found = awsContainers(stateWith([MLFLOW_CONTAINER, PROXY_CONTAINER])).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

const mlflow = definition("mlflow");
const proxy = definition("proxy");

/** The launch with some variables set to something else, or taken away. */
function changed(launch: Launch, environment: Record<string, string | undefined>): Launch {
  const entries = Object.entries({ ...launch.environment, ...environment });
  return {
    ...launch,
    environment: Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  };
}

describe("what a local server may differ in", () => {
  it("is the database's host, port and sslmode; user, password and database name stay", () => {
    const { environment } = localLaunch(mlflow, places);
    expect(environment.MLFLOW_BACKEND_STORE_URI).toBe(
      `postgresql+psycopg2://mlflow:${PASSWORD}@127.0.0.1:40001/mlflow?sslmode=disable`,
    );
  });

  it("is Caddy's listen and dial addresses; the rest of its configuration stays", () => {
    const { environment } = localLaunch(proxy, places);
    const expected = JSON.stringify(PROXY_CONFIGURATION)
      .replaceAll("127.0.0.1:5000", "127.0.0.1:40002")
      .replace('":8080"', '"127.0.0.1:40003"');
    expect(environment.MLOPS_PROXY_CONFIG).toBe(expected);
  });

  it("is the port in the health command", () => {
    expect(localLaunch(mlflow, places).healthCheck?.[2]).toContain("http://127.0.0.1:40002/health");
  });

  it("is listed with what it was and what it is", () => {
    const found = assertOnlyAllowedDifferences(appliedLaunch(mlflow), localLaunch(mlflow, places));
    expect(found).toContainEqual({
      container: "mlflow",
      kind: "port",
      what: "MLFLOW_PORT",
      before: "5000",
      after: "40002",
    });
    expect(found).toContainEqual({
      container: "mlflow",
      kind: "database",
      what: "MLFLOW_BACKEND_STORE_URI sslmode",
      before: "require",
      after: "disable",
    });
  });
});

describe("a server in an instance of which the proxy's port alone is reached", () => {
  const FOLDER = "/cloudsql/project:europe-west1:mlops-db";
  const inInstance: ContainerDefinition = {
    ...mlflow,
    onlyPortsAreReached: true,
    environment: { ...mlflow.environment, MLFLOW_HOST: "0.0.0.0" },
    secrets: {
      MLFLOW_BACKEND_STORE_URI: `postgresql+psycopg2://mlflow:${PASSWORD}@/mlflow?host=${FOLDER}&target_session_attrs=read-write`,
    },
  };
  const local = localLaunch(inInstance, places);
  const differences = assertOnlyAllowedDifferences(appliedLaunch(inInstance), local);

  it("may listen on all addresses there, and listens on the loopback address here", () => {
    expect(listeningPorts(inInstance)).toEqual([5000]);
    expect(local.environment.MLFLOW_HOST).toBe("127.0.0.1");
    expect(differences).toContainEqual({
      container: "mlflow",
      kind: "address",
      what: "MLFLOW_HOST",
      before: "0.0.0.0",
      after: "127.0.0.1",
    });
  });

  it.each(["0.0.0.0", "192.0.2.1", "localhost"])("may not listen on %s here instead", (address) => {
    const environment = { ...inInstance.environment, MLFLOW_HOST: address === "0.0.0.0" ? "::" : "0.0.0.0" };
    const applied = appliedLaunch({ ...inInstance, environment });
    expect(() => assertOnlyAllowedDifferences(applied, changed(local, { MLFLOW_HOST: address }))).toThrow(
      "container mlflow: MLFLOW_HOST differs from what was applied",
    );
  });

  it("reaches PostgreSQL by TCP here, where it has a socket's folder there; the other arguments stay", () => {
    expect(local.environment.MLFLOW_BACKEND_STORE_URI).toBe(
      `postgresql+psycopg2://mlflow:${PASSWORD}@127.0.0.1:40001/mlflow?target_session_attrs=read-write`,
    );
    const ofDatabase = differences.filter(({ kind }) => kind === "database");
    expect(ofDatabase.map(({ what, before, after }) => [what, before, after])).toEqual([
      ["MLFLOW_BACKEND_STORE_URI host", FOLDER, "127.0.0.1"],
      ["MLFLOW_BACKEND_STORE_URI port", "(not set)", "40001"],
    ]);
  });

  it.each(["target_session_attrs=any", "target_session_attrs=read-write&sslmode=disable"])(
    "may not differ in its other arguments: %s",
    (written) => {
      const uri = (local.environment.MLFLOW_BACKEND_STORE_URI ?? "").replace(
        "target_session_attrs=read-write",
        written,
      );
      expect(() =>
        assertOnlyAllowedDifferences(appliedLaunch(inInstance), changed(local, { MLFLOW_BACKEND_STORE_URI: uri })),
      ).toThrow("container mlflow: MLFLOW_BACKEND_STORE_URI differs from what was applied");
    },
  );
});

describe("what a local server may not differ in", () => {
  const local = localLaunch(mlflow, places);
  const uri = (change: (uri: string) => string) => ({
    MLFLOW_BACKEND_STORE_URI: change(local.environment.MLFLOW_BACKEND_STORE_URI ?? ""),
  });
  const cases: [string, Launch][] = [
    ["the name", { ...local, name: "another" }],
    ["the command", { ...local, command: ["sh", "-c", "exec mlflow server"] }],
    ["the health command", { ...local, healthCheck: ["true"] }],
    ["the health command", { ...local, healthCheck: undefined }],
    ["HOME", changed(local, { HOME: "/root" })],
    ["MLFLOW_WORKERS", changed(local, { MLFLOW_WORKERS: "4" })],
    ["MLFLOW_WORKERS", changed(local, { MLFLOW_WORKERS: undefined })],
    ["MLFLOW_HOST", changed(local, { MLFLOW_HOST: "0.0.0.0" })],
    ["MLFLOW_PORT", changed(local, { MLFLOW_PORT: undefined })],
    ["MLFLOW_ARTIFACTS_DESTINATION", changed(local, { MLFLOW_ARTIFACTS_DESTINATION: "s3://another" })],
    [
      "MLFLOW_BACKEND_STORE_URI",
      changed(
        local,
        uri((text) => text.replace("psycopg2", "psycopg")),
      ),
    ],
    [
      "MLFLOW_BACKEND_STORE_URI",
      changed(
        local,
        uri((text) => text.replace("//mlflow:", "//postgres:")),
      ),
    ],
    [
      "MLFLOW_BACKEND_STORE_URI",
      changed(
        local,
        uri((text) => text.replace(PASSWORD, "another")),
      ),
    ],
    [
      "MLFLOW_BACKEND_STORE_URI",
      changed(
        local,
        uri((text) => text.replace("/mlflow?", "/another?")),
      ),
    ],
    [
      "MLFLOW_BACKEND_STORE_URI",
      changed(
        local,
        uri((text) => `${text}&connect_timeout=5`),
      ),
    ],
    [
      "MLFLOW_BACKEND_STORE_URI",
      changed(
        local,
        uri((text) => text.replace("127.0.0.1", "192.0.2.1")),
      ),
    ],
  ];

  it.each(cases)("is %s (case %#)", (what, actual) => {
    expect(() => assertOnlyAllowedDifferences(appliedLaunch(mlflow), actual)).toThrow(
      actual.name === "another" || what.startsWith("the health")
        ? new RegExp(`^container mlflow: ${what} differs`)
        : `container mlflow: ${what} differs from what was applied`,
    );
  });

  it("is anything else in Caddy's configuration, or an address beyond 127.0.0.1", () => {
    const started = localLaunch(proxy, places);
    const configuration = started.environment.MLOPS_PROXY_CONFIG ?? "";
    const differing = [
      configuration.replace("static_response", "file_server"),
      configuration.replace("/post/api/2.0/mlflow/*", "/post/*"),
      configuration.replace("127.0.0.1:40003", "0.0.0.0:40003"),
      configuration.replace('["127.0.0.1:40003"]', "[]"),
      "{}",
    ];
    for (const text of differing) {
      expect(text).not.toBe(configuration);
      expect(() =>
        assertOnlyAllowedDifferences(appliedLaunch(proxy), changed(started, { MLOPS_PROXY_CONFIG: text })),
      ).toThrow("container proxy: MLOPS_PROXY_CONFIG differs from what was applied");
    }
  });
});

describe("a container is refused", () => {
  const withConfiguration = (configuration: unknown): ContainerDefinition => ({
    ...proxy,
    environment: { MLOPS_PROXY_CONFIG: JSON.stringify(configuration) },
  });

  it("when MLflow would listen beyond the loopback address", () => {
    const open = { ...mlflow, environment: { ...mlflow.environment, MLFLOW_HOST: "0.0.0.0" } };
    expect(() => listeningPorts(open)).toThrow(/^container mlflow: MLFLOW_HOST is 0.0.0.0/);
  });

  it("when Caddy's admin endpoint is left at its default", () => {
    expect(() => listeningPorts(withConfiguration({ ...PROXY_CONFIGURATION, admin: undefined }))).toThrow(
      /^container proxy: Caddy's admin endpoint is neither disabled nor given an address/,
    );
  });

  it("when nothing listens on a port that it maps", () => {
    expect(() => listeningPorts({ ...proxy, ports: [9090] })).toThrow(
      "container proxy: portMappings names port 9090, on which nothing listens",
    );
  });

  it("when nothing says on which port it listens", () => {
    expect(() => listeningPorts({ ...mlflow, environment: {} })).toThrow(/^container mlflow: neither MLFLOW_PORT nor/);
  });

  it("when it dials a port on which no container of the task listens", () => {
    const wrong = JSON.parse(
      JSON.stringify(PROXY_CONFIGURATION).replaceAll("127.0.0.1:5000", "127.0.0.1:5001"),
    ) as unknown;
    expect(() => localLaunch(withConfiguration(wrong), places)).toThrow(
      "container proxy: it reaches port 5001, on which no container of the task listens",
    );
  });

  it("when its health command asks a port on which nothing listens", () => {
    const healthCheck = ["/bin/sh", "-c", "wget -q http://localhost:5999/health"];
    expect(() => localLaunch({ ...mlflow, healthCheck }, places)).toThrow(/it reaches port 5999/);
  });

  it("when its database URI has another form, without showing it", () => {
    const broken = { ...mlflow, secrets: { MLFLOW_BACKEND_STORE_URI: DATABASE_URI.replace("@", "#") } };
    expect(() => localLaunch(broken, places)).toThrow(
      "container mlflow: the database URI is not of the form scheme://user:password@host:port/name?arguments",
    );
  });
});

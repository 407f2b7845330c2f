import { formatDatabaseUri, parseDatabaseUri } from "../../src/rehearsal/database-uri";
import { needDatabase } from "../../src/rehearsal/servers/addresses";

const TCP =
  "postgresql+psycopg2://mlflow:p%40ss@db.example:5432/mlflow?sslmode=require&target_session_attrs=read-write";
const SOCKET =
  "postgresql+psycopg2://mlflow:p%40ss@/mlflow?host=/cloudsql/project:europe-west1:db&target_session_attrs=read-write";

test.each([TCP, SOCKET, "postgresql://u:p@db.example/name"])("a URI comes back as it was: %s", (uri) => {
  const parsed = parseDatabaseUri(uri);
  expect(parsed).toBeDefined();
  if (parsed !== undefined) expect(formatDatabaseUri(parsed)).toBe(uri);
});

test("the folder of a socket is the host, and no argument", () => {
  expect(parseDatabaseUri(SOCKET)).toEqual({
    scheme: "postgresql+psycopg2",
    user: "mlflow",
    password: "p%40ss",
    host: "/cloudsql/project:europe-west1:db",
    port: undefined,
    database: "mlflow",
    parameters: [["target_session_attrs", "read-write"]],
  });
  expect(parseDatabaseUri(SOCKET.replaceAll("/cloudsql/", "%2Fcloudsql%2F"))?.host).toBe(
    "/cloudsql/project:europe-west1:db",
  );
});

test.each([
  ["no host at all", "postgresql://u:p@/name"],
  ["a name as an argument", "postgresql://u:p@/name?host=db.example"],
  ["a host and a folder", "postgresql://u:p@db.example/name?host=/cloudsql/x"],
  ["two folders", "postgresql://u:p@/name?host=/cloudsql/x&host=/cloudsql/y"],
])("%s is another form", (_what, uri) => {
  expect(parseDatabaseUri(uri)).toBeUndefined();
});

test("the folder of a socket names the database that was applied", () => {
  const applied = {
    host: "/cloudsql/project:europe-west1:db",
    port: 5432,
    user: "mlflow",
    databases: ["mlflow"],
    password: "p@ss",
  };
  expect(needDatabase("container mlflow", SOCKET, [applied])).toBe(applied);
  expect(() => needDatabase("container mlflow", SOCKET.replace(":db&", ":another&"), [applied])).toThrow(
    "names the host /cloudsql/project:europe-west1:another, which no applied database has",
  );
});

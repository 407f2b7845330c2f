/**
 * The parts of a database URI, each exactly as it is written. A URI without a host has the folder of a Unix socket as its argument `host`:
 * `postgresql+psycopg2://user:password@/name?host=/cloudsql/project:region:instance`.
 * @see https://docs.sqlalchemy.org/en/20/dialects/postgresql.html#unix-domain-connections
 */
export interface DatabaseUri {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  /** A name, or the folder of a Unix socket, with a slash at its beginning. */
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  /** Query arguments in their order, except for the folder of a socket. */
  readonly parameters: readonly (readonly [string, string])[];
}

const DATABASE_URI = /^([^:]+):\/\/([^:@/]+):([^@/]*)@([^@:/?]*)(?::(\d+))?\/([^/?]+)(?:\?(.*))?$/;

/** Argument that names the folder of a Unix socket. */
const HOST = "host";

/** Takes a URI like `postgresql+psycopg2://user:password@host:5432/name?sslmode=require` apart; undefined for another form. */
export function parseDatabaseUri(uri: string): DatabaseUri | undefined {
  const [, scheme, user, password, host, port, database, query] = DATABASE_URI.exec(uri) ?? [];
  if (scheme === undefined || user === undefined || password === undefined) return undefined;
  const parameters = (query === undefined ? [] : query.split("&")).map((pair): readonly [string, string] => {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  });
  const folders = parameters.filter(([name]) => name === HOST).map(([, value]) => decode(value));
  const [place = "", ...more] = [...(host === undefined || host === "" ? [] : [host]), ...folders];
  // A driver would try several in turn, and a name as an argument is a second way to write one.
  if (more.length > 0 || place.startsWith("/") === (host !== "") || place === "") return undefined;
  return {
    scheme,
    user,
    password,
    host: place,
    port: port === undefined ? undefined : Number(port),
    database: database ?? "",
    parameters: parameters.filter(([name]) => name !== HOST),
  };
}

/** User, password and database as PostgreSQL knows them: without the URL's encoding. */
export function decodedParts({ user, password, database }: DatabaseUri): {
  readonly user: string;
  readonly password: string;
  readonly database: string;
} {
  return { user: decode(user), password: decode(password), database: decode(database) };
}

// SQLAlchemy leaves a `%` that begins no encoding as it is.
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The reverse of `parseDatabaseUri`, with the folder of a socket as the first argument. */
export function formatDatabaseUri(uri: DatabaseUri): string {
  const port = uri.port === undefined ? "" : `:${uri.port}`;
  const isSocket = uri.host.startsWith("/");
  const all = isSocket ? [[HOST, uri.host] as const, ...uri.parameters] : uri.parameters;
  const query = all.map(([name, value]) => `${name}=${value}`).join("&");
  const tail = query === "" ? "" : `?${query}`;
  return `${uri.scheme}://${uri.user}:${uri.password}@${isSocket ? "" : uri.host}${port}/${uri.database}${tail}`;
}

/** The parts of a database URI, each exactly as it is written. */
export interface DatabaseUri {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  /** Query arguments in their order. */
  readonly parameters: readonly (readonly [string, string])[];
}

const DATABASE_URI = /^([^:]+):\/\/([^:@/]+):([^@/]*)@([^@:/?]+)(?::(\d+))?\/([^/?]+)(?:\?(.*))?$/;

/** Takes a URI like `postgresql+psycopg2://user:password@host:5432/name?sslmode=require` apart; undefined for another form. */
export function parseDatabaseUri(uri: string): DatabaseUri | undefined {
  const [, scheme, user, password, host, port, database, query] = DATABASE_URI.exec(uri) ?? [];
  if (scheme === undefined || user === undefined || password === undefined) return undefined;
  return {
    scheme,
    user,
    password,
    host: host ?? "",
    port: port === undefined ? undefined : Number(port),
    database: database ?? "",
    parameters: (query === undefined ? [] : query.split("&")).map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
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

/** The reverse of `parseDatabaseUri`. */
export function formatDatabaseUri(uri: DatabaseUri): string {
  const port = uri.port === undefined ? "" : `:${uri.port}`;
  const query = uri.parameters.map(([name, value]) => `${name}=${value}`).join("&");
  const tail = query === "" ? "" : `?${query}`;
  return `${uri.scheme}://${uri.user}:${uri.password}@${uri.host}${port}/${uri.database}${tail}`;
}

import type { Caller, HttpRequest } from "../snowflake/gateway";

/** Somebody who calls with a token, or without one. */
export class BearerCaller implements Caller {
  constructor(
    public readonly name: string,
    private readonly issue?: () => Promise<string>,
    /** Goes around the gateway, to the address of the service behind it. */
    public readonly isAround = false,
  ) {}

  /** A new token: as each is short-lived, none is kept. Undefined for nobody in particular. */
  public async token(): Promise<string | undefined> {
    return this.issue?.();
  }
}

/** The headers that a gateway gets, by names in lower case. */
export async function headersOf(caller: BearerCaller, request: HttpRequest): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  if (request.body !== undefined) headers["content-length"] = String(Buffer.byteLength(request.body));
  const token = await caller.token();
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return headers;
}

import type { AppliedResource, AppliedState } from "../state";
import { AccessControl, type SchemaObject } from "./access";
import { SqlError } from "./errors";
import { parseSqlName } from "./identifier";
import type { StorageAccess, StorageSimulator } from "./storage";
import { type Attributes, UnknownElementError, flag, needText, text, texts } from "../simulator/readers";

/**
 * Admits what is done with applied stages, as Snowflake and the cloud's object storage do: grant, storage integration, identity, policies.
 * No file is simulated: a list that is allowed is empty, and the caller keeps uploaded and copied files.
 * @see https://docs.snowflake.com/en/sql-reference/sql/list
 */
export class StageRuntime {
  private readonly access: AccessControl;

  /** @param owner the role that Terraform ran with: it owns what it created */
  constructor(
    private readonly state: AppliedState,
    private readonly storages: readonly StorageSimulator[],
    owner = "ACCOUNTADMIN",
  ) {
    this.access = new AccessControl(state, owner);
  }

  /**
   * `LIST @name`.
   * @throws SqlError with Snowflake's message when it is refused
   * @throws UnknownElementError for an internal stage or another cloud's
   */
  public list(name: string, role: string): void {
    const stage = this.find(name);
    this.access.checkStage(role, objectOf(stage));
    this.open(stage).list();
  }

  /**
   * `PUT file://... @name/...`.
   * @throws SqlError with Snowflake's message when it is refused
   * @see https://docs.snowflake.com/en/sql-reference/sql/put
   */
  public put(name: string, role: string): void {
    const stage = this.find(name);
    if (isExternal(stage)) throw new SqlError("GET and PUT commands are not supported with external stage");
    this.access.checkStage(role, objectOf(stage), "WRITE");
  }

  /**
   * `COPY FILES INTO @target FROM @source`, from an internal stage to an external one.
   * @param paths of the files on the source stage
   * @returns the URL of each object
   * @throws SqlError with Snowflake's message when it is refused
   * @throws UnknownElementError for an external source or another cloud's target
   * @see https://docs.snowflake.com/en/sql-reference/sql/copy-files
   */
  public copyFiles(target: string, source: string, role: string, paths: readonly string[]): string[] {
    const from = this.find(source);
    if (isExternal(from))
      throw new UnknownElementError(`${from.address}: only copies from an internal stage are simulated`);
    this.access.checkStage(role, objectOf(from), "READ");
    const to = this.find(target);
    this.access.checkStage(role, objectOf(to));
    const storage = this.open(to);
    storage.list();
    for (const path of paths) storage.write(path);
    return paths.map((path) => (text(to.attributes, "url") ?? "") + path);
  }

  private find(name: string): AppliedResource {
    const parts = parseSqlName(name);
    const found = this.state.all("snowflake_stage").find(({ attributes }) => sameName(attributes, parts));
    if (found !== undefined) return found;
    throw new SqlError(`SQL compilation error:\nStage '${parts.join(".")}' does not exist or not authorized.`);
  }

  /** Opens the location of an external stage as its storage integration. */
  private open(stage: AppliedResource): StorageAccess {
    const location = text(stage.attributes, "url") ?? "";
    const [scheme = ""] = location.split("://");
    const storage = this.storages.find(({ schemes }) => schemes.includes(scheme));
    if (storage === undefined) {
      const known = this.storages.flatMap(({ schemes }) => schemes.map((each) => `${each}://`)).join(", ");
      throw new UnknownElementError(`${stage.address}: only a stage over ${known} is simulated`);
    }
    const name = needText(stage.attributes, "storage_integration", stage.address);
    const integration = this.state
      .all("snowflake_storage_integration")
      .find(({ attributes }) => attributes.name === name)?.attributes;
    if (integration === undefined) {
      throw new SqlError(`SQL compilation error:\nIntegration '${name}' does not exist or not authorized.`);
    }
    if (flag(integration, "enabled") === false) throw new SqlError(`Storage integration '${name}' is not enabled.`);
    if (!texts(integration, "storage_allowed_locations").some((each) => each === "*" || location.startsWith(each))) {
      throw new SqlError(`Location '${location}' is not allowed by integration '${name}'.`);
    }
    return storage.open(integration, location);
  }
}

function isExternal({ attributes }: AppliedResource): boolean {
  return (text(attributes, "url") ?? "") !== "";
}

function objectOf({ attributes, address }: AppliedResource): SchemaObject {
  return {
    database: needText(attributes, "database", address),
    schema: needText(attributes, "schema", address),
    name: needText(attributes, "name", address),
  };
}

function sameName(attributes: Attributes, parts: readonly string[]): boolean {
  const full = ["database", "schema", "name"].map((key) => text(attributes, key));
  return parts.every((part, index) => part === full[full.length - parts.length + index]);
}

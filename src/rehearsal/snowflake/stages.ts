import type { Account } from "../simulator/account";
import type { AppliedResource, AppliedState } from "../state";
import { SqlError, UnknownElementError } from "./errors";
import { AccessControl, type SchemaObject } from "./access";
import { parseSqlName } from "./identifier";
import { flag, needText, text, texts } from "./values";
import type { Attributes } from "./values";
import { accountOf } from "../clouds/aws/gateway/arn";
import { Policy, evaluate } from "../clouds/aws/identities/evaluate";
import { assume } from "../clouds/aws/identities/sessions";
import type { RoleSession } from "../clouds/aws/identities/sessions";

const DENIED = "Failure using stage area. Cause: [Access Denied (Status Code: 403; Error Code: AccessDenied)]";
const NO_BUCKET =
  "Failure using stage area. Cause: [The specified bucket does not exist (Status Code: 404; Error Code: NoSuchBucket)]";

/**
 * Admits what is done with applied stages, as Snowflake and S3 do: grant, storage integration, role, the role's and the bucket's
 * policies. No file is simulated: a list that is allowed is empty, and whoever uploads or copies keeps the files.
 * @see https://docs.snowflake.com/en/sql-reference/sql/list
 */
export class StageRuntime {
  private readonly access: AccessControl;

  /** @param owner the role that Terraform ran with: it owns what it made */
  constructor(
    private readonly state: AppliedState,
    private readonly account: Account,
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
    const { location, bucket, prefix } = placeOf(stage);
    this.authorize(this.session(stage, location), bucket, { action: "s3:ListBucket", prefix });
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
   * `COPY FILES INTO @target FROM @source`, from an internal stage to one over S3.
   * @param paths of the files on the source stage
   * @returns where each becomes an object: `s3://<bucket>/<key>`
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
    const { location, bucket, prefix } = placeOf(to);
    const session = this.session(to, location);
    this.authorize(session, bucket, { action: "s3:ListBucket", prefix });
    for (const path of paths) this.authorize(session, bucket, { action: "s3:PutObject", key: prefix + path });
    return paths.map((path) => location + path);
  }

  private find(name: string): AppliedResource {
    const parts = parseSqlName(name);
    const found = this.state.all("snowflake_stage").find(({ attributes }) => sameName(attributes, parts));
    if (found !== undefined) return found;
    throw new SqlError(`SQL compilation error:\nStage '${parts.join(".")}' does not exist or not authorized.`);
  }

  private session(stage: AppliedResource, location: string): RoleSession {
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
    return assume(this.account, {
      roleArn: needText(integration, "storage_aws_role_arn", "snowflake_storage_integration"),
      user: needText(integration, "storage_aws_iam_user_arn", "snowflake_storage_integration"),
      externalId: needText(integration, "storage_aws_external_id", "snowflake_storage_integration"),
    });
  }

  private authorize(session: RoleSession, name: string, request: BucketRequest): void {
    const bucket = this.account.list("aws_s3_bucket").find(({ values }) => values.bucket === name)?.values;
    if (bucket === undefined) throw new SqlError(NO_BUCKET);
    const own = this.account.list("aws_s3_bucket_policy").find(({ values }) => values.bucket === name)?.values;
    const document = own === undefined ? undefined : text(own, "policy");
    const { action, key, prefix } = request;
    const arn = needText(bucket, "arn", "aws_s3_bucket");
    const decision = evaluate({
      identity: session,
      action,
      resource: key === undefined ? arn : `${arn}/${key}`,
      account: accountOf(session.roleArn),
      resourcePolicy: document === undefined ? undefined : Policy.parse(document),
      context: {
        "s3:prefix": prefix,
        "aws:PrincipalArn": session.roleArn,
        "aws:PrincipalAccount": accountOf(session.roleArn),
        "aws:PrincipalType": "AssumedRole",
        "aws:SecureTransport": "true",
      },
    });
    if (decision !== "allow") throw new SqlError(`${DENIED} (${decision} of ${action} for ${session.roleArn})`);
  }
}

/** What is asked of S3: a list of a prefix, or something done to an object. */
interface BucketRequest {
  readonly action: string;
  readonly prefix?: string;
  readonly key?: string;
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

/** Where an external stage lies in S3; its prefix ends with a slash, or is empty. */
function placeOf({ attributes, address }: AppliedResource): { location: string; bucket: string; prefix: string } {
  const url = /^s3:\/\/([^/]+)\/(.*)$/.exec(text(attributes, "url") ?? "");
  if (url === null) throw new UnknownElementError(`${address}: only a stage over S3 is simulated`);
  const [location = "", bucket = "", prefix = ""] = url;
  return { location, bucket, prefix };
}

function sameName(attributes: Attributes, parts: readonly string[]): boolean {
  const full = ["database", "schema", "name"].map((key) => text(attributes, key));
  return parts.every((part, index) => part === full[full.length - parts.length + index]);
}

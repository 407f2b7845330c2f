import type { Account } from "../../simulator/account";
import type { AppliedResource, AppliedState } from "../../state";
import { SqlError, UnknownElementError } from "../errors";
import { AccessControl } from "../snowflake/access";
import { parseSqlName } from "../snowflake/identifier";
import { flag, needText, text, texts } from "../values";
import type { Attributes } from "../values";
import { accountOf } from "./arn";
import { Policy, evaluate } from "./iam";
import { assume } from "./roles";
import type { RoleSession } from "./roles";

const DENIED = "Failure using stage area. Cause: [Access Denied (Status Code: 403; Error Code: AccessDenied)]";
const NO_BUCKET =
  "Failure using stage area. Cause: [The specified bucket does not exist (Status Code: 404; Error Code: NoSuchBucket)]";

/**
 * Lists applied external stages over S3 as Snowflake does: grant, storage integration, role, the role's and the bucket's
 * policies. No file is simulated, so that a list that is allowed is empty.
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
    const parts = parseSqlName(name);
    const found = this.state.all("snowflake_stage").find(({ attributes }) => sameName(attributes, parts));
    if (found === undefined) {
      throw new SqlError(`SQL compilation error:\nStage '${parts.join(".")}' does not exist or not authorized.`);
    }
    this.access.checkStage(role, {
      database: needText(found.attributes, "database", found.address),
      schema: needText(found.attributes, "schema", found.address),
      name: needText(found.attributes, "name", found.address),
    });
    const url = /^s3:\/\/([^/]+)\/(.*)$/.exec(text(found.attributes, "url") ?? "");
    if (url === null) throw new UnknownElementError(`${found.address}: only a stage over S3 is simulated`);
    const [location = "", bucket = "", prefix = ""] = url;
    const session = this.session(found, location);
    this.listBucket(session, bucket, prefix);
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

  private listBucket(session: RoleSession, name: string, prefix: string): void {
    const bucket = this.account.list("aws_s3_bucket").find(({ values }) => values.bucket === name)?.values;
    if (bucket === undefined) throw new SqlError(NO_BUCKET);
    const own = this.account.list("aws_s3_bucket_policy").find(({ values }) => values.bucket === name)?.values;
    const document = own === undefined ? undefined : text(own, "policy");
    const decision = evaluate({
      identity: session,
      action: "s3:ListBucket",
      resource: needText(bucket, "arn", "aws_s3_bucket"),
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
    if (decision !== "allow") throw new SqlError(`${DENIED} (${decision} of s3:ListBucket for ${session.roleArn})`);
  }
}

function sameName(attributes: Attributes, parts: readonly string[]): boolean {
  const full = ["database", "schema", "name"].map((key) => text(attributes, key));
  return parts.every((part, index) => part === full[full.length - parts.length + index]);
}

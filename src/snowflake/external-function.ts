import { ExternalFunction as Resource } from "@cdktf/provider-snowflake/lib/external-function";
import { DataResource, TerraformStack, type TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import { Problems } from "../core";
import type { IApiIntegration } from "./api-integration";
import { checkComment } from "./comment";
import type { ContextHeader } from "./context-header";
import { Grant } from "./grant";
import { Grants } from "./grants";
import { Identifiers } from "./identifiers";
import type { IRole } from "./role";
import { signatureOf } from "./signature";
import { SqlType, type FunctionArgument } from "./sql-type";
import type { Translator } from "./translator";
import type { IWorkspace } from "./workspace";

const MAX_HEADER_BYTES = 8 * 1024;

/** What an external function is made of. */
export interface ExternalFunctionProps {
  /** Where the function is made. */
  readonly workspace: IWorkspace;
  /** Upper-case name. */
  readonly name: string;
  /** Arguments in their order. */
  readonly arguments: FunctionArgument[];
  /** Integration through which the function calls. */
  readonly integration: IApiIntegration;
  /** What follows the integration's URL, without `/` at its beginning. @default - nothing: the request translator says the path */
  readonly path?: string;
  /**
   * Constant headers; Snowflake puts `sf-custom-` before each name. Names without blanks, `_` and `( ) / , : ; < > = ? @ [ ] \ { }`,
   * values without two blanks in a row, all of it at most 8 KB. @default - none
   */
  readonly headers?: Record<string, string>;
  /** Context functions whose result travels with each request. @default - none */
  readonly contextHeaders?: ContextHeader[];
  /** Turns Snowflake's request into the service's. @default - the service takes Snowflake's format */
  readonly requestTranslator?: Translator;
  /** Turns the service's response into Snowflake's. @default - the service answers in Snowflake's format */
  readonly responseTranslator?: Translator;
  /** Description that Snowflake shows. @default - none */
  readonly comment?: string;
}

/**
 * A SQL function that calls a web service and returns a VARIANT.
 *
 * It is VOLATILE, as it may change what it calls. It sends one row a request (`MAX_BATCH_ROWS = 1`): a request translator turns a whole
 * batch into one request, so that any further row would be lost. It does not compress, as a gateway may hand the header on.
 *
 * Snowflake sends a row again after a network error, a 429 or a 5xx, and no translator can see it. Every change but one of the comment
 * replaces the function; between drop and create a call fails. As the provider itself does not replace it for another name or type of an
 * argument, a translator with these `functionArguments` does, or a `terraform_data` resource where there is none.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-external-function
 */
export class ExternalFunction extends Construct {
  /** Name of the function as configured. */
  public readonly functionName: string;
  /** Arguments in their order. */
  public readonly arguments: FunctionArgument[];
  private readonly resource: Resource;
  private readonly translators: Translator[];

  /** @throws ValidationError when a name, an argument, the path or a header cannot work */
  constructor(scope: Construct, id: string, props: ExternalFunctionProps) {
    super(scope, id);
    const problems = new Problems(this);
    Identifiers.check(problems, { name: props.name });
    checkComment(problems, props.comment);
    checkArguments(problems, props.arguments);
    const path = props.path ?? "";
    problems.check(
      !/^\/|[\s?#'"]/.test(path),
      "path",
      path,
      "the path does not begin with /, as the integration's URL ends with it, and holds no blank, quote, ? or #",
      "Leave that out",
    );
    const headers = props.headers ?? {};
    checkHeaders(problems, headers);
    problems.throwIfAny();

    this.resource = new Resource(this, "Resource", {
      database: props.workspace.databaseName,
      schema: props.workspace.schemaName,
      name: props.name,
      arg: props.arguments.map(({ name, type }) => ({ name, type })),
      returnType: SqlType.VARIANT,
      returnBehavior: "VOLATILE",
      apiIntegration: props.integration.integrationName,
      urlOfProxyAndResource: `${props.integration.url}${path}`,
      header: Object.entries(headers).map(([name, value]) => ({ name, value })),
      contextHeaders: props.contextHeaders,
      maxBatchRows: 1,
      compression: "NONE",
      requestTranslator: props.requestTranslator?.qualifiedName,
      responseTranslator: props.responseTranslator?.qualifiedName,
      comment: props.comment,
      lifecycle: this.lifecycle(props),
    });
    this.functionName = props.name;
    this.arguments = [...props.arguments];
    this.translators = [props.requestTranslator, props.responseTranslator].filter((t) => t !== undefined);
  }

  /**
   * What replaces the function besides its own attributes. Recreated under its name, an integration is another one to Snowflake, and the
   * function stays with the dropped one.
   */
  private lifecycle({ integration, ...props }: ExternalFunctionProps): TerraformResourceLifecycle | undefined {
    const triggers: string[] = [];
    const signature = signatureOf(props.arguments);
    const carriers = [props.requestTranslator?.functionArguments, props.responseTranslator?.functionArguments];
    if (!carriers.some((args) => args !== undefined && signatureOf(args) === signature)) {
      const trigger = new DataResource(this, "Signature", { triggersReplace: { signature } });
      // Given the resource itself, cdktf writes an interpolation, which Terraform does not take here.
      triggers.push(`terraform_data.${trigger.friendlyUniqueId}`);
    }
    const isHere = TerraformStack.of(integration) === TerraformStack.of(this);
    if (isHere && integration.recreatedAddress !== undefined) triggers.push(integration.recreatedAddress);
    return triggers.length === 0 ? undefined : { replaceTriggeredBy: triggers };
  }

  /** `"DATABASE"."SCHEMA"."NAME"(VARCHAR)`, unknown while the function is replaced. */
  public get fullyQualifiedName(): string {
    return this.resource.fullyQualifiedName;
  }

  /** Lets a role call the function, and run its translators. The role needs the workspace's usage besides. */
  public grantUsage(role: IRole): Grant {
    return Grant.combine([
      Grants.onExternalFunction(this, "Usage", role, this.fullyQualifiedName),
      ...this.translators.map((translator) => translator.grantUsage(role)),
    ]);
  }
}

function checkArguments(problems: Problems, args: FunctionArgument[]): void {
  const types: string[] = Object.values(SqlType);
  args.forEach(({ name, type }, index) => {
    Identifiers.check(problems, { [`arguments.${index}.name`]: name });
    problems.check(
      types.includes(type),
      `arguments.${index}.type`,
      type,
      `an argument's type is one of ${types.join(", ")}: any other spelling is a difference in every plan`,
      "Write SqlType.VARCHAR or another of them",
    );
    problems.check(
      args.findIndex((other) => other.name === name) === index,
      `arguments.${index}.name`,
      name,
      "two arguments have one name",
      "Rename one",
    );
  });
}

function checkHeaders(problems: Problems, headers: Record<string, string>): void {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    problems.check(
      /^[^\s_()/,:;<>="?@[\]\\{}]+$/.test(name),
      `headers.${name}`,
      name,
      "a header's name holds no blank, _ or any of ( ) / , : ; < > = \" ? @ [ ] \\ { }",
      "Use letters, digits and hyphens",
    );
    problems.check(
      !/\s\s/.test(value),
      `headers.${name}`,
      value,
      "a header's value holds no two blanks in a row",
      "Write one",
    );
  }
  problems.check(
    bytes <= MAX_HEADER_BYTES,
    "headers",
    `${bytes} bytes`,
    `names and values of headers have at most ${MAX_HEADER_BYTES} bytes together`,
    "Shorten them",
  );
}

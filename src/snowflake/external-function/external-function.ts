import { ExternalFunction as Resource } from "@cdktf/provider-snowflake/lib/external-function";
import type { FunctionJavascript } from "@cdktf/provider-snowflake/lib/function-javascript";
import { TerraformStack, type TerraformResourceLifecycle } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { checkOnce } from "../../core/checks";
import { dependenciesFor } from "../../core/dependencies";
import { TerraformData } from "../../core/terraform-data";
import { Tokens } from "../../core/tokens";
import { Grant } from "../workspace/grant";
import { Grants } from "../workspace/grants";
import type { IRole } from "../workspace/interface";
import { EXTERNAL_FUNCTION, checkArguments, checkHeaders } from "./checks";
import type { ExternalFunctionProps } from "./settings";
import { signatureOf } from "./signature";
import { SqlType, type FunctionArgument } from "./sql-type";
import type { Translator } from "./translator";

/**
 * A SQL function that calls a web service and returns a VARIANT.
 *
 * It is VOLATILE, because calls can change data. It sends one row in each request (`MAX_BATCH_ROWS = 1`) unless
 * `maxBatchRows` is set: a request translator converts a batch into one request, and one that reads a single row would lose the others. It
 * does not compress, because a gateway may forward the header.
 *
 * Snowflake sends a row again after a network error, a 429 or a 5xx, and no translator can detect it. Every change except of the comment
 * replaces the function; calls fail between drop and create. The provider does not replace it for another name or type of an
 * argument; a translator with these `functionArguments` does, or else a `terraform_data` resource.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-external-function
 */
export class ExternalFunction extends Construct {
  /** Name of the function as configured. */
  public readonly functionName: string;
  /** Arguments in their order. */
  public readonly arguments: FunctionArgument[];
  private readonly resource: Resource;
  private readonly translators: Translator[];

  /** @throws ValidationError for an invalid name, argument, path or header */
  constructor(scope: Construct, id: string, props: ExternalFunctionProps) {
    super(scope, id);
    checkOnce(this, props, EXTERNAL_FUNCTION, undefined, (problems) => {
      checkArguments(problems, props.arguments);
      checkHeaders(problems, props.headers ?? {});
    });
    const { path = "", headers = {}, requestTranslator, responseTranslator } = props;
    const written = (text: string): string => Tokens.ofStack(this, text);

    this.resource = new Resource(this, "Resource", {
      database: written(props.workspace.databaseName),
      schema: written(props.workspace.schemaName),
      name: props.name,
      arg: props.arguments.map(({ name, type }) => ({ name, type })),
      returnType: SqlType.VARIANT,
      returnBehavior: "VOLATILE",
      apiIntegration: written(props.integration.integrationName),
      urlOfProxyAndResource: `${written(props.integration.url)}${path}`,
      header: Object.entries(headers).map(([name, value]) => ({ name, value })),
      contextHeaders: props.contextHeaders,
      maxBatchRows: props.maxBatchRows ?? 1,
      compression: "NONE",
      requestTranslator: requestTranslator && qualifiedName(this, requestTranslator),
      responseTranslator: responseTranslator && qualifiedName(this, responseTranslator),
      comment: props.comment,
      dependsOn: dependenciesFor(this, props.integration.dependencies),
      lifecycle: this.lifecycle(props),
    });
    this.functionName = props.name;
    this.arguments = [...props.arguments];
    this.translators = [props.requestTranslator, props.responseTranslator].filter((t) => t !== undefined);
  }

  /**
   * What replaces the function in addition to its attributes. A recreated integration is a different object, even under its old name, and
   * the function stays with the dropped one.
   */
  private lifecycle({ integration, ...props }: ExternalFunctionProps): TerraformResourceLifecycle | undefined {
    const triggers: string[] = [];
    const signature = signatureOf(props.arguments);
    const carriers = [props.requestTranslator?.functionArguments, props.responseTranslator?.functionArguments];
    if (!carriers.some((args) => args !== undefined && signatureOf(args) === signature)) {
      const trigger = new TerraformData(this, "Signature", { triggersReplace: { signature } });
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

  /** Allows a role to call the function, and run its translators. The role also needs the usage of the workspace. */
  public grantUsage(role: IRole): Grant {
    return Grant.combine([
      Grants.onExternalFunction(this, "Usage", role, this.fullyQualifiedName),
      ...this.translators.map((translator) => translator.grantUsage(role)),
    ]);
  }
}

/**
 * A translator's name. Within one stack it is written without tokens: every function has a translator of its own, and CDKTF records the
 * whole call stack of each token.
 */
function qualifiedName(scope: IConstruct, translator: Translator): string {
  if (TerraformStack.of(translator) !== TerraformStack.of(scope)) return translator.qualifiedName;
  const { databaseInput, schemaInput, friendlyUniqueId } = translator.node.defaultChild as FunctionJavascript;
  return `${databaseInput}.${schemaInput}.\${snowflake_function_javascript.${friendlyUniqueId}.name}`;
}

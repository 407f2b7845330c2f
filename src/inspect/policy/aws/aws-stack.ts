import type { JsonObject } from "../../../core/json";
import { literalText, type Block, type SynthesizedStack } from "../../stack";

const PREFIX = "aws_";

/** The AWS side of a synthesized stack: its blocks, where they are deployed, and the ARNs that they will have. */
export class AwsStack {
  public readonly resources: Block[];
  public readonly dataSources: Block[];
  private readonly provider: JsonObject;

  constructor(private readonly stack: SynthesizedStack) {
    const isAws = ({ type }: Block) => type.startsWith(PREFIX);
    this.resources = stack.resources.filter(isAws);
    this.dataSources = stack.dataSources.filter(isAws);
    this.provider = stack.providers.aws?.[0] ?? {};
  }

  /** The settings of the S3 backend. @default - the state is kept elsewhere */
  public get backend(): JsonObject | undefined {
    return this.stack.backend?.type === "s3" ? this.stack.backend.settings : undefined;
  }

  /** The region. @default - the environment names none */
  public get region(): string | undefined {
    return literalText(this.provider.region);
  }

  /** The account. @default - the environment names none */
  public get account(): string | undefined {
    const allowed = this.provider.allowed_account_ids;
    return Array.isArray(allowed) && allowed.length === 1 ? literalText(allowed[0]) : undefined;
  }

  /**
   * Fills an ARN template from a resource; values that are known only after the deploy become `*`.
   * @example `arn:aws:s3:::{bucket|bucket_prefix*}` of a bucket `mlops-artifacts-${random_id.x.hex}` is `arn:aws:s3:::mlops-artifacts-*`
   */
  public expand(template: string, resource: Block): string {
    const filled = template.replace(/\{([^}]+)\}/g, (_, alternatives: string) => {
      if (alternatives === "region") return this.region ?? "*";
      if (alternatives === "account") return this.account ?? "*";
      for (const alternative of alternatives.split("|")) {
        const value = this.alternative(alternative, resource);
        if (value !== undefined) return value;
      }
      return "*";
    });
    return filled.replace(/\*{2,}/g, "*");
  }

  /** The resource that a value like `${aws_iam_role.x.arn}` refers to. */
  public referred(value: unknown): Block | undefined {
    const address = typeof value === "string" ? /^\$\{(\w+\.[\w-]+)\.\w+\}$/.exec(value)?.[1] : undefined;
    return address === undefined ? undefined : this.stack.block(address);
  }

  /** One way to fill a template: `'text'`, `attribute`, `attribute*`, or `attribute.attribute` through a reference. */
  private alternative(written: string, resource: Block): string | undefined {
    if (written.startsWith("'")) return written.slice(1, -1);
    const [path = "", star] = written.endsWith("*") ? [written.slice(0, -1), "*"] : [written, ""];
    const [attribute = "", ...rest] = path.split(".");
    const value = resource.values[attribute];
    if (rest.length === 0) return typeof value === "string" ? `${known(value)}${star}` : undefined;
    const target = this.referred(value);
    if (target !== undefined) return this.alternative(`${rest.join(".")}${star}`, target);
    // Of an existing object only the name is known; ARNs have their own arguments.
    return typeof value === "string" && !value.startsWith("arn:") && !value.includes("${") ? value : undefined;
  }
}

/** A text with `*` for each of Terraform's expressions. */
function known(value: string): string {
  return value.replace(/\$\{[^}]*\}/g, "*");
}

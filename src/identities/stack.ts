import { isObject, type JsonObject } from "../core/json";

/** A resource or data source of a synthesized stack. */
export interface Block {
  readonly type: string;
  readonly name: string;
  readonly values: JsonObject;
}

/** What a synthesized stack says about where it is deployed, and its AWS blocks. */
export class SynthesizedStack {
  public readonly resources: Block[];
  public readonly dataSources: Block[];
  public readonly backend: JsonObject | undefined;
  private readonly provider: JsonObject;

  /** @param json the content of a stack's cdk.tf.json */
  constructor(json: JsonObject) {
    this.resources = blocks(json.resource);
    this.dataSources = blocks(json.data);
    const providers = isObject(json.provider) ? json.provider.aws : undefined;
    const [provider] = Array.isArray(providers) ? providers : [];
    this.provider = isObject(provider) ? provider : {};
    const backend = isObject(json.terraform) ? json.terraform.backend : undefined;
    this.backend = isObject(backend) && isObject(backend.s3) ? backend.s3 : undefined;
  }

  /** The region, where the environment names one. */
  public get region(): string | undefined {
    return literal(this.provider.region);
  }

  /** The account, where the environment names one. */
  public get account(): string | undefined {
    const allowed = this.provider.allowed_account_ids;
    return Array.isArray(allowed) && allowed.length === 1 ? literal(allowed[0]) : undefined;
  }

  /**
   * Fills an ARN template from a resource; what is known only after the deploy becomes `*`.
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
    const match = typeof value === "string" ? /^\$\{(\w+)\.([\w-]+)\.\w+\}$/.exec(value) : null;
    if (match === null) return undefined;
    const [, type, name] = match;
    return this.resources.find((each) => each.type === type && each.name === name);
  }

  /** One way to fill a template: `'text'`, `attribute`, `attribute*`, or `attribute.attribute` through a reference. */
  private alternative(written: string, resource: Block): string | undefined {
    if (written.startsWith("'")) return written.slice(1, -1);
    const [path = "", star] = written.endsWith("*") ? [written.slice(0, -1), "*"] : [written, ""];
    const [attribute = "", ...rest] = path.split(".");
    const value = resource.values[attribute];
    if (rest.length === 0) return typeof value === "string" ? `${this.known(value)}${star}` : undefined;
    const target = this.referred(value);
    if (target !== undefined) return this.alternative(`${rest.join(".")}${star}`, target);
    // Of something that exists already only its name is known; an ARN says it in a place of its own.
    return typeof value === "string" && !value.startsWith("arn:") && !value.includes("${") ? value : undefined;
  }

  private known(value: string): string {
    return value.replace(/\$\{[^}]*\}/g, "*");
  }
}

/** A text without any expression of Terraform's. */
function literal(value: unknown): string | undefined {
  return typeof value === "string" && !value.includes("${") ? value : undefined;
}

function blocks(json: unknown): Block[] {
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([type, named]) =>
    isObject(named)
      ? Object.entries(named).flatMap(([name, values]) => (isObject(values) ? [{ type, name, values }] : []))
      : [],
  );
}

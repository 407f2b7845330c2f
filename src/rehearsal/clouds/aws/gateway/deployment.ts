import type { Account } from "../../../simulator/account";
import type { Values } from "../../../simulator/rule";
import { type Attributes, needText, text } from "../../../simulator/readers";

/** What a deployment froze: the API as it was when the deployment was made. */
interface Snapshot {
  readonly restApi: Values;
  readonly policy: string | null;
  readonly resources: readonly Values[];
  readonly methods: readonly Values[];
  readonly integrations: readonly Values[];
  readonly integrationResponses?: readonly Values[];
}

/** A method of the deployed API that answers for a request. */
export interface Route {
  /** `/{proxy+}`. */
  readonly path: string;
  readonly verb: string;
  readonly method: Attributes;
  readonly integration: Attributes;
  /** How the integration's answers are mapped. */
  readonly responses: readonly Attributes[];
  /** Values of the path's parameters, as sent. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A stage with the frozen deployment that it serves. */
export class StageSnapshot {
  /** @returns undefined when the API has no such stage */
  public static find(account: Account, restApi: Attributes, name: string): StageSnapshot | undefined {
    const id = needText(restApi, "id", "aws_api_gateway_rest_api");
    const stage = account
      .list("aws_api_gateway_stage")
      .find(({ values }) => values.rest_api_id === id && values.stage_name === name)?.values;
    if (stage === undefined) return undefined;
    const deployment = needText(stage, "deployment_id", `aws_api_gateway_stage ${name}`);
    const snapshot = account.memory<Snapshot | null>(`aws_api_gateway_deployment:${deployment}`, () => null);
    if (snapshot === null) throw new Error(`the simulated account holds no snapshot of the deployment ${deployment}`);
    return new StageSnapshot(name, id, needText(restApi, "execution_arn", "aws_api_gateway_rest_api"), snapshot);
  }

  /** The resource policy that was deployed, with short resource names written out. */
  public readonly policy: string | undefined;

  private constructor(
    public readonly name: string,
    public readonly restApiId: string,
    public readonly executionArn: string,
    private readonly snapshot: Snapshot,
  ) {
    // AWS lets a policy say `execute-api:/stage/...` and stores the full ARN.
    this.policy = snapshot.policy?.replaceAll('"execute-api:/', `"${executionArn}/`) ?? undefined;
  }

  /** The method for a path and a verb: the most exact resource wins, a greedy one comes last. */
  public route(path: string, verb: string): Route | undefined {
    const candidates = this.snapshot.resources
      .map((resource) => ({ resource, path: this.pathOf(resource) }))
      .map((candidate) => ({ ...candidate, parameters: match(candidate.path, path) }))
      .sort((a, b) => rank(a.path).localeCompare(rank(b.path)));
    for (const { resource, path: template, parameters } of candidates) {
      if (parameters === undefined) continue;
      const of = (list: readonly Values[]) => {
        const mine = list.filter((item) => item.resource_id === resource.id);
        return mine.find((item) => item.http_method === verb) ?? mine.find((item) => item.http_method === "ANY");
      };
      const method = of(this.snapshot.methods);
      const integration = of(this.snapshot.integrations);
      // The most exact resource decides, even when it has no such method.
      if (method === undefined || integration === undefined) return undefined;
      const responses = (this.snapshot.integrationResponses ?? []).filter(
        (each) => each.resource_id === resource.id && each.http_method === method.http_method,
      );
      return { path: template, verb: text(method, "http_method") ?? verb, method, integration, responses, parameters };
    }
    return undefined;
  }

  /** Every method of the deployed API, with a path that reaches it. */
  public get methods(): { readonly verb: string; readonly path: string; readonly integration: string | undefined }[] {
    return this.snapshot.methods.flatMap((method) => {
      const resource = this.snapshot.resources.find(({ id }) => id === method.resource_id);
      const path = resource === undefined ? "/" : this.pathOf(resource).replace(/\{[^}]*\}/g, "x");
      const verb = text(method, "http_method") ?? "ANY";
      const integration = this.snapshot.integrations.find(
        (each) => each.resource_id === method.resource_id && each.http_method === method.http_method,
      );
      return [{ verb: verb === "ANY" ? "GET" : verb, path, integration: text(integration, "type") }];
    });
  }

  private pathOf(resource: Attributes): string {
    const parent = this.snapshot.resources.find((candidate) => candidate.id === resource.parent_id);
    return `${parent === undefined ? "" : this.pathOf(parent)}/${text(resource, "path_part") ?? ""}`;
  }
}

function match(template: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const source = template
    .split("/")
    .map((segment) => {
      const parameter = /^\{([^}+]+)(\+?)\}$/.exec(segment);
      if (!parameter) return segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(parameter[1] ?? "");
      return parameter[2] === "+" ? "(.+)" : "([^/]+)";
    })
    .join("/");
  const found = new RegExp(`^${source}$`, "s").exec(path);
  return found ? Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ""])) : undefined;
}

/** Sorts literal segments before parameters, and parameters before greedy ones. */
function rank(template: string): string {
  return template
    .split("/")
    .map((segment) => (segment.endsWith("+}") ? "2" : segment.startsWith("{") ? "1" : "0"))
    .join("");
}

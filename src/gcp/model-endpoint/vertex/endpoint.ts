import { Sleep } from "@cdktf/provider-time/lib/sleep";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { dependenciesFor } from "../../../core/dependencies";
import { useBetaProvider } from "../../beta-provider";
import { KeyGrant } from "../../key-grant";
import { OptionalBindings } from "../../optional-bindings";
import { GcpProject } from "../../project";
import { serviceAgentEmail } from "../../project-addresses";
import type { RuntimeProps } from "../runtime";
import { requestLogging } from "./capture";

/** Vertex AI takes numbers of at most ten digits, without a leading zero. */
const NUMBER = { min: 100_000_000, max: 999_999_999 };

/**
 * The endpoint, and who may let it predict: the account of the Cloud Run service alone, by a role of its own on this endpoint. None of
 * Google's roles has that permission alone, and the smallest with it may also delete endpoints.
 *
 * It is a dedicated one: 10 MB and 10 minutes a call, where the shared address allows 1.5 MB and one minute.
 * @see https://cloud.google.com/vertex-ai/docs/predictions/choose-endpoint-type
 * @see https://cloud.google.com/vertex-ai/docs/general/endpoint-access-control
 */
export class VertexEndpoint extends Construct {
  /** Its number, as text. */
  public readonly endpointId: string;
  /** Where predictions are asked for; known before the endpoint exists. */
  public readonly predictUrl: string;
  /** What must exist before the endpoint is called. */
  public readonly dependencies: ITerraformDependable[];

  constructor(scope: Construct, id: string, runtime: RuntimeProps) {
    super(scope, id);
    const { props, settings } = runtime;
    const { prefix, region, tags, services } = props;
    const { number } = GcpProject.of(this);
    const { VertexAiEndpoint } = OptionalBindings.vertexAiEndpoint();
    const { Integer } = OptionalBindings.randomInteger();
    const { result } = new Integer(this, "Number", NUMBER);
    this.endpointId = Fn.tostring(result);
    const key = settings.encryptionKeyId;
    const endpoint = new VertexAiEndpoint(this, "Resource", {
      name: this.endpointId,
      displayName: `${prefix}-${settings.name}`,
      description: "Models that SQL functions of Snowflake score by",
      location: region,
      dedicatedEndpointEnabled: true,
      // By it `mlops deploy-model --undeploy` finds the endpoint in a state without outputs.
      labels: { ...tags, mlops_name: settings.name },
      predictRequestResponseLoggingConfig: requestLogging(this, this.endpointId, runtime),
      encryptionSpec: key === undefined ? undefined : { kmsKeyName: key },
      dependsOn: dependenciesFor(this, [...(services?.dependencies ?? []), ...this.keyGrant(runtime)]),
      // Deployed models have the traffic, and Terraform does not deploy them.
      lifecycle: { ignoreChanges: ["traffic_split"] },
    });
    // The attribute of the resource has no scheme on the real service, and the documentation has one.
    const host = `${this.endpointId}.${region}-${number}.prediction.vertexai.goog`;
    this.predictUrl = `https://${host}/v1/projects/${number}/locations/${region}/endpoints/${this.endpointId}:rawPredict`;
    this.dependencies = [endpoint, this.letPredict(endpoint.name, runtime)];
  }

  private letPredict(endpoint: string, { props, settings, account }: RuntimeProps): ITerraformDependable {
    useBetaProvider(this);
    const { ProjectIamCustomRole } = OptionalBindings.projectIamCustomRole();
    const { GoogleVertexAiEndpointIamMember } = OptionalBindings.googleVertexAiEndpointIamMember();
    const { prefix, region, services } = props;
    // A deleted role keeps its ID for weeks: the endpoint's number makes the next one another.
    const words = `${prefix}_${settings.name}`.replaceAll("-", "_");
    const role = new ProjectIamCustomRole(this, "Predictor", {
      roleId: `${words}_predict_${this.endpointId}`,
      title: `${prefix}-${settings.name} predict`,
      description: "Lets a model endpoint of Vertex AI predict",
      permissions: ["aiplatform.endpoints.predict"],
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
    const grant = new GoogleVertexAiEndpointIamMember(this, "Predict", {
      endpoint,
      location: region,
      role: role.name,
      member: account.member,
    });
    // Not verified: that 30 s are enough. A role reaches a service later than its creation returns.
    return new Sleep(this, "RoleDelay", { createDuration: "30s", triggers: { role: grant.id } });
  }

  private keyGrant({ props: { services }, settings: { encryptionKeyId } }: RuntimeProps): ITerraformDependable[] {
    if (encryptionKeyId === undefined) return [];
    useBetaProvider(this);
    const { GoogleProjectServiceIdentity } = OptionalBindings.googleProjectServiceIdentity();
    const agent = new GoogleProjectServiceIdentity(this, "ServiceAgent", {
      service: "aiplatform.googleapis.com",
      dependsOn: dependenciesFor(this, services?.dependencies),
    });
    return new KeyGrant(this, "Key", {
      keyId: encryptionKeyId,
      serviceAgent: serviceAgentEmail(this, "gcp-sa-aiplatform"),
      dependsOn: [agent],
    }).dependencies;
  }
}

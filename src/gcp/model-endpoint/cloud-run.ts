import type {
  CloudRunV2ServiceTemplateContainers,
  CloudRunV2ServiceTemplateVpcAccess,
} from "@cdktf/provider-google/lib/cloud-run-v2-service";
import type { Construct } from "constructs";
import { ScoringProxy } from "../../mlflow/scoring-proxy/scoring-proxy";
import type { ModelDeployment } from "../../platform";
import { runContainer } from "../tracking-server/containers";
import { startupProbe } from "../tracking-server/probes";
import { letReadModels } from "./model-readers";
import { modelServerVariables } from "./model-server";
import type { Runtime, RuntimeProps } from "./runtime";

/**
 * MLflow's scoring server in a container for each deployment, each on a port of its own. The model's location is in the container's command:
 * a promotion is a new revision of the service, which gets the calls when all of its containers answer.
 *
 * Cloud Run itself cannot split traffic between two revisions of one apply: the proxy splits it between the containers.
 * @see https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally
 */
export function cloudRunRuntime(scope: Construct, { props, settings, account }: RuntimeProps): Runtime {
  const { artifactStore } = props;
  const deployments = settings.deployments.map((deployment, index) => ({
    ...deployment,
    port: ScoringProxy.FIRST_SERVER_PORT + index,
  }));
  const weightOf = ({ name }: ModelDeployment): number => settings.traffic[name] ?? 0;
  return {
    containers: deployments.map((each) => container(each, { props, settings, account })),
    upstreams: deployments
      .filter((each) => weightOf(each) > 0)
      .map((each) => ({ port: each.port, weight: weightOf(each) })),
    vpcAccess: vpcAccess({ props, settings, account }),
    dependencies: [
      ...letReadModels(scope, account, artifactStore, deployments),
      ...(settings.image === undefined ? props.serverImages.dependencies : []),
    ],
  };
}

function container(
  { name, model, port }: ModelDeployment & { readonly port: number },
  { props, settings }: RuntimeProps,
): CloudRunV2ServiceTemplateContainers {
  const { artifactStore, serverImages } = props;
  const uri = `${artifactStore.artifactsDestination}/${model}`;
  return runContainer(
    {
      name: `model-${name}`,
      image: settings.image ?? serverImages.mlflow,
      command: ["mlflow", "models", "serve", "--model-uri", uri, "--env-manager", "local"],
      // Startup probes do not reach the loopback address. The port of the proxy is the only one that an address leads to.
      environment: modelServerVariables(settings.environment, port),
      secrets: [],
    },
    {
      vcpu: settings.vcpu,
      memoryMib: settings.memoryMib,
      startupProbe: startupProbe(port, settings.startupGraceSeconds),
    },
  );
}

/** All traffic, so that nothing but Google's services is reached: the subnetwork leads to them without public addresses. */
function vpcAccess({ props: { network }, settings }: RuntimeProps): CloudRunV2ServiceTemplateVpcAccess | undefined {
  if (!settings.privateAccess || network === undefined) return undefined;
  return {
    networkInterfaces: [{ network: network.networkId, subnetwork: network.subnetworkId }],
    egress: "ALL_TRAFFIC",
  };
}

import type { CheckTable, Row } from "../../core/checks";
import { integer, omitted, pattern, steps, that, type Rule } from "../../core/rules";
import { atMostSetting, serverUrl } from "../../platform/component-rules";
import { mostWorkers, WORKER_MIB, workersInMemory } from "../../platform/worker-memory";
import { IMAGE, IMAGE_REGISTRY } from "../../mlflow/server/checks";
import { resourceId } from "../rules";
import { PROXY_MIB } from "./container-sizes";
import { MEMORY_MIB_PER_VCPU, resolveServer, type ResolvedServer } from "./defaults";
import { isAzureRegistry, registryOf } from "./registries";
import type { ServerSettings, TrackingServerAttributes } from "./settings";

const MAX_REPLICAS = 25;
/** Without workload profiles, which need a virtual network. https://learn.microsoft.com/en-us/azure/container-apps/containers#allocations */
const MAX_VCPU_WITHOUT_NETWORK = 2;

const SERVER_MEMORY = {
  baseMib: PROXY_MIB + WORKER_MIB,
  owner: "a server of",
  remedy: "Use fewer workers or more vCPU",
};

function memoryOfCpu({ vcpu }: ResolvedServer): Rule {
  const memory = vcpu * MEMORY_MIB_PER_VCPU;
  return that(
    (memoryMib) => memoryMib === memory,
    `be ${memory} with ${vcpu} vCPU: Container Apps offers ${MEMORY_MIB_PER_VCPU} MiB for each vCPU`,
    "Change vcpu, and omit memoryMib",
  );
}

const NOT_DOCKER_HUB: Rule = that(
  (image) => registryOf(String(image)) !== "docker.io",
  "be in a registry other than Docker Hub: Docker Hub limits the pulls of Azure's shared addresses, and a server that cannot pull does not start",
  "Use for example public.ecr.aws/docker/library/<image>, or your own registry",
);

const IN_AZURE_REGISTRY = omitted(
  "no image comes from Azure Container Registry, and an identity is accepted there only",
  "Set imageRegistry to <name>.azurecr.io, or images that begin with it",
);

const ROWS: readonly Row<ResolvedServer>[] = [
  { field: "minReplicas", rule: integer(0, MAX_REPLICAS) },
  { field: "maxReplicas", rule: integer(1, MAX_REPLICAS) },
  { field: "minReplicas", rule: ({ maxReplicas }) => atMostSetting("maxReplicas", maxReplicas) },
  { field: "vcpu", rule: steps(0.5, 4, 0.25, "vCPU of a replica that Container Apps offers"), synthesis: true },
  { field: "memoryMib", rule: memoryOfCpu, synthesis: true },
  { field: "workers", rule: integer(1), synthesis: true },
  {
    field: "workers",
    rule: ({ memoryMib }) => workersInMemory({ memoryMib, ...SERVER_MEMORY }),
    // Memory for none is reported by its own row.
    when: ({ memoryMib }) => mostWorkers({ memoryMib, ...SERVER_MEMORY }) >= 1,
  },
  {
    field: "startupGraceSeconds",
    rule: integer(240, 600, "a server with half a vCPU needs minutes to start"),
    synthesis: true,
  },
  { field: "logRetentionDays", rule: integer(30, 730, "days that Log Analytics offers") },
  { field: "images.mlflow", rule: IMAGE },
  { field: "images.mlflow", rule: NOT_DOCKER_HUB },
  { field: "images.proxy", rule: IMAGE },
  { field: "images.proxy", rule: NOT_DOCKER_HUB },
  { field: "imageRegistry", rule: IMAGE_REGISTRY },
  {
    field: "imageRegistry",
    rule: that(
      (registry) => registryOf(`${String(registry)}/image`) !== "docker.io",
      "be a registry other than Docker Hub, which limits the pulls of Azure's shared addresses",
      'Use for example "<name>.azurecr.io/cache"',
    ),
  },
  { field: "registryIdentityId", rule: resourceId("Microsoft.ManagedIdentity/userAssignedIdentities") },
  {
    field: "registryIdentityId",
    rule: IN_AZURE_REGISTRY,
    when: ({ imageRegistry, images = {} }) =>
      ![imageRegistry, images.mlflow, images.proxy].some((image) => image !== undefined && isAzureRegistry(image)),
  },
  { field: "maxRequests", rule: integer(1, 1000), synthesis: true },
];

/** Requirements on server settings. */
export const SERVER: CheckTable<ServerSettings, ResolvedServer> = { resolve: resolveServer, rows: ROWS };

/**
 * Requirements on the settings of servers without a virtual network.
 * @param prefix path of the server settings, with its dot: `server.`
 */
export function publicServerRows<S>(prefix: string, isPublic: (settings: S) => boolean): readonly Row<S>[] {
  const instead = "Use a virtual network";
  return [
    {
      field: `${prefix}vcpu`,
      rule: that(
        (vcpu) => Number(vcpu) <= MAX_VCPU_WITHOUT_NETWORK,
        `be at most ${MAX_VCPU_WITHOUT_NETWORK} without a virtual network`,
        `${instead}, or more replicas`,
      ),
      when: isPublic,
    },
    {
      field: `${prefix}zoneRedundant`,
      rule: that((value) => value !== true, "be false without a virtual network: zones need a subnet", instead),
      when: isPublic,
    },
  ];
}

/** Requirements on the attributes of an existing MLflow server. */
export const TRACKING_SERVER_ATTRIBUTES: CheckTable<TrackingServerAttributes> = {
  rows: [
    { field: "url", rule: serverUrl("https://mlflow.example.com") },
    { field: "gatewayKeyVaultId", rule: resourceId("Microsoft.KeyVault/vaults") },
    {
      field: "gatewayKeySecretName",
      rule: pattern(
        /^[a-zA-Z0-9-]{1,127}$/,
        "be the name of a Key Vault secret, never the secret itself and not its address",
        'Use for example "mlops-gateway-key"',
      ),
    },
  ],
};

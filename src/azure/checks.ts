import type { CheckTable, Row } from "../core/checks";
import { ENVIRONMENT_ROWS } from "../core/environment-rows";
import { omitted, oneOf, required, that } from "../core/rules";
import { Environments, Size } from "../core";
import { PLATFORM_ROWS } from "../platform/checks";
import { databaseThresholdRows, thresholdFields } from "../platform/database-thresholds";
import { latencyRows } from "../platform/latency-rows";
import { UNIQUE_ENDPOINTS } from "../platform/model-endpoint/checks";
import { SERVER_WITH_ARTIFACTS } from "../platform/existing-server";
import { unusedRows, type UnusedSettings } from "../platform/unused";
import { ARTIFACTS, ARTIFACT_STORE_ATTRIBUTES, NEEDS_NETWORK } from "./artifact-store/checks";
import { BACKEND_STORE_ATTRIBUTES, DATABASE } from "./backend-store/checks";
import type { AzureComponentProps } from "./component";
import { COMPONENT_ROWS } from "./component-checks";
import type { AzureEnvironmentProps } from "./environment";
import { GATEWAY, tierRows } from "./gateway/checks";
import { DEFAULT_TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS } from "./gateway/defaults";
import { isPrivateEndpoint } from "./model-endpoint/defaults";
import { MODEL_ENDPOINT } from "./model-endpoint/platform-checks";
import type { ModelEndpointSettings } from "./model-endpoint/settings";
import { MODEL_WORKSPACE, MODEL_WORKSPACE_ATTRIBUTES, otherDeployers } from "./model-workspace/checks";
import { NETWORK, NETWORK_ATTRIBUTES } from "./network/checks";
import { NetworkAccess } from "./network/settings";
import { OBSERVABILITY } from "./observability/checks";
import { resolveObservability } from "./observability/defaults";
import type { ObservabilitySettings } from "./observability/settings";
import { RESOURCE_GROUP_ATTRIBUTES } from "./resource-group/checks";
import { LOCATION, PROVIDER_ROWS } from "./rules";
import type { AzurePlatformSettings, ExistingAzureAttributes, ExistingAzureComponents } from "./settings";
import { AzureSizes } from "./sizes";
import { SNOWFLAKE_ACCESS } from "./snowflake-access/checks";
import { AZURE_STATE } from "./state-backend/checks";
import { publicServerRows, SERVER, TRACKING_SERVER_ATTRIBUTES } from "./tracking-server/checks";
import { UI, UI_PUBLIC, UI_SUBNET } from "./ui-access/checks";

/** Existing components, as constructs or as plain data: the rules below are about which there are, not about what they are. */
type Existing = ExistingAzureComponents | ExistingAzureAttributes;

type Settings = AzurePlatformSettings & { readonly size: Size; readonly existing?: Existing };

/** An invalid size is reported by its own row, and has no defaults. */
function isSize(size: Size): boolean {
  return Object.values(Size).includes(size);
}

/** Whether the servers are in a virtual network. */
export function isPrivate({ size, network, existing }: Settings): boolean {
  if (existing?.network !== undefined) return true;
  const access = network?.access ?? (isSize(size) ? AzureSizes.defaults(size).network : undefined);
  return access === NetworkAccess.PRIVATE;
}

const LATENCY = latencyRows<ObservabilitySettings, Settings>({
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  longestTimeoutSeconds: LONGEST_TIMEOUT_SECONDS,
  resolve: resolveObservability,
});

const DATABASE_THRESHOLDS = thresholdFields("databaseCpuPercent", "databaseConnections", "databaseStoragePercent");

/** What belongs together. */
const BETWEEN: readonly Row<Settings>[] = [
  SERVER_WITH_ARTIFACTS,
  {
    field: "artifacts.snowflakeSubnetIds",
    rule: NEEDS_NETWORK,
    when: (settings) => !isPrivate(settings),
  },
  { field: "ui.public", rule: UI_PUBLIC, when: (settings) => !isPrivate(settings) },
  {
    field: "existing.network.uiSubnetId",
    rule: UI_SUBNET,
    when: ({ ui, existing }) => ui?.public === true && existing?.network !== undefined,
  },
  ...publicServerRows<Settings>("server.", (settings) => !isPrivate(settings)),
  {
    field: "modelWorkspace.deployerObjectIds",
    each: true,
    rule: ({ deployerObjectId }) => otherDeployers(deployerObjectId),
  },
  ...tierRows<Settings>("gateway.", (settings) => ({ gateway: settings.gateway, inNetwork: isPrivate(settings) })),
  ...LATENCY,
  ...databaseThresholdRows(DATABASE_THRESHOLDS),
];

const hasEndpoints = ({ endpoints = [] }: Settings): boolean => endpoints.length > 0;
const WITHOUT_ENDPOINTS = omitted("there are no endpoints, which alone use it", "Remove it, or add endpoints");

/** What endpoints need of the other components. */
const ENDPOINTS: readonly Row<Settings>[] = [
  {
    field: "endpoints",
    rule: that(
      (endpoints) => (endpoints as ModelEndpointSettings[]).every(({ privateAccess }) => privateAccess !== true),
      "have no privateAccess where the servers have public addresses: the gateway is in no virtual network",
      "Remove privateAccess, or set network: { access: NetworkAccess.PRIVATE }",
    ),
    when: (settings) => !isPrivate(settings),
  },
  {
    field: "existing.network.privateEndpointSubnetId",
    rule: required(
      "the endpoints have private addresses in the virtual network",
      "Set privateEndpointSubnetId, or privateAccess: false for each endpoint",
    ),
    when: ({ endpoints = [], existing }) =>
      existing?.network !== undefined &&
      existing.modelWorkspace === undefined &&
      endpoints.some((each) => isPrivateEndpoint(each, true)),
  },
  {
    field: "artifacts.snowflakeSubnetIds",
    rule: omitted(
      "it closes the storage account to every other network, and endpoints read their models from a network of Azure's own",
      "Remove snowflakeSubnetIds, or endpoints",
    ),
    when: hasEndpoints,
  },
  { field: "modelWorkspace", rule: WITHOUT_ENDPOINTS, when: (settings) => !hasEndpoints(settings) },
  { field: "existing.modelWorkspace", rule: WITHOUT_ENDPOINTS, when: (settings) => !hasEndpoints(settings) },
];

/** Settings that existing components leave without effect. */
const UNUSED: readonly UnusedSettings[] = [
  { existing: ["network"], unused: ["network"], because: "an existing virtual network has its own layout" },
  {
    existing: ["artifactStore"],
    unused: ["artifacts"],
    because: "an existing storage account has its own settings, and existing.artifactStore holds its prefix",
  },
  { existing: ["backendStore"], unused: ["database"], because: "an existing database has its own settings" },
  {
    existing: ["trackingServer"],
    unused: ["server", "ui", "database", "existing.backendStore", ...DATABASE_THRESHOLDS],
    because: "an existing server has its own settings, sign-in and database",
  },
  {
    existing: ["modelWorkspace"],
    unused: ["modelWorkspace"],
    because: "an existing workspace has its own registry and storage account",
  },
];

/** What the settings of the components must be, one by one and together. */
const SETTINGS_ROWS: readonly Row<Settings & { readonly prefix: string; readonly location?: string }>[] = [
  {
    field: "location",
    rule: omitted("an existing resource group has a location", "Remove location, or existing.resourceGroup"),
    when: ({ existing }) => existing?.resourceGroup !== undefined,
  },
  { field: "network", table: NETWORK },
  { field: "artifacts", table: ARTIFACTS },
  { field: "database", table: DATABASE },
  { field: "server", table: SERVER },
  { field: "gateway", table: GATEWAY },
  { field: "observability", table: OBSERVABILITY },
  { field: "ui", table: UI, optional: true },
  { field: "endpoints", table: MODEL_ENDPOINT, each: true },
  { field: "modelWorkspace", table: MODEL_WORKSPACE, optional: true },
  ...UNIQUE_ENDPOINTS,
  ...ENDPOINTS,
  ...SNOWFLAKE_ACCESS.rows,
  ...BETWEEN,
  ...unusedRows(UNUSED),
  ...PLATFORM_ROWS,
];

/** Requirements on the props of a platform; its resource group is made by it, or exists. */
export const AZURE_PLATFORM: CheckTable<Settings & Omit<AzureComponentProps, "resourceGroup">> = {
  rows: [
    ...COMPONENT_ROWS,
    { field: "size", rule: oneOf(Size), synthesis: true },
    { field: "location", rule: LOCATION },
    ...SETTINGS_ROWS,
  ],
};

/** Requirements on an environment. */
export const AZURE_ENVIRONMENT: CheckTable<AzureEnvironmentProps, AzureEnvironmentProps & { readonly prefix: string }> =
  {
    complete: (given) => ({ ...given, prefix: Environments.prefix(given) }),
    rows: [
      ...ENVIRONMENT_ROWS,
      ...PROVIDER_ROWS,
      { field: "state", table: AZURE_STATE, optional: true },
      { field: "existing.resourceGroup", table: RESOURCE_GROUP_ATTRIBUTES, optional: true },
      { field: "existing.network", table: NETWORK_ATTRIBUTES, optional: true },
      { field: "existing.artifactStore", table: ARTIFACT_STORE_ATTRIBUTES, optional: true },
      { field: "existing.backendStore", table: BACKEND_STORE_ATTRIBUTES, optional: true },
      { field: "existing.trackingServer", table: TRACKING_SERVER_ATTRIBUTES, optional: true },
      { field: "existing.modelWorkspace", table: MODEL_WORKSPACE_ATTRIBUTES, optional: true },
      ...SETTINGS_ROWS,
    ],
  };

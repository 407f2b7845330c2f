import { Environments, Size } from "../core";
import type { CheckTable, Row } from "../core/checks";
import { ENVIRONMENT_ROWS } from "../core/environment-rows";
import { omitted, oneOf, that } from "../core/rules";
import { PLATFORM_ROWS } from "../platform/checks";
import { databaseThresholdRows, thresholdFields } from "../platform/database-thresholds";
import { SERVER_WITH_ARTIFACTS } from "../platform/existing-server";
import { latencyRows } from "../platform/latency-rows";
import { UNIQUE_ENDPOINTS } from "../platform/model-endpoint/checks";
import { unusedRows, type UnusedSettings } from "../platform/unused";
import { ARTIFACTS, ARTIFACT_STORE_ATTRIBUTES } from "./artifact-store/checks";
import { BACKEND_STORE_ATTRIBUTES, DATABASE } from "./backend-store/checks";
import { DEFAULT_MAX_CONNECTIONS, maxConnectionsOf, resolveDatabase } from "./backend-store/defaults";
import { DatabaseAccess } from "./backend-store/settings";
import { COMPONENT_ROWS, PREFIX } from "./component-checks";
import { DEFAULT_REGION } from "./defaults";
import type { GcpEnvironmentProps } from "./environment";
import { GATEWAY, gatewayRegionRow } from "./gateway/checks";
import { DEFAULT_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS } from "./gateway/defaults";
import { MODEL_ENDPOINT, vertexImagesIn, vertexKeysIn } from "./model-endpoint/platform-checks";
import { NETWORK, NETWORK_ATTRIBUTES, subnetworkRegionRow } from "./network/checks";
import { OBSERVABILITY } from "./observability/checks";
import { resolveObservability } from "./observability/defaults";
import type { ObservabilitySettings } from "./observability/settings";
import { keyRegionRow, LABEL_ROWS, PROVIDER_ROWS } from "./rules";
import type { ExistingGcpAttributes, ExistingGcpComponents, GcpPlatformSettings } from "./settings";
import { SNOWFLAKE_ACCESS } from "./snowflake-access/checks";
import { GCP_STATE } from "./state-backend/checks";
import { SERVER, TRACKING_SERVER_ATTRIBUTES } from "./tracking-server/checks";
import { connectionRows, type DatabaseUse } from "./tracking-server/connections";
import { resolveServer } from "./tracking-server/defaults";
import type { ServerSettings } from "./tracking-server/settings";
import { UI } from "./ui-access/checks";

/** Existing components, as constructs or as plain data: the rules below are about which there are, not about what they are. */
type Existing = ExistingGcpComponents | ExistingGcpAttributes;

type Settings = GcpPlatformSettings & { readonly size: Size; readonly region?: string; readonly existing?: Existing };

/** Whether the servers reach their database through a VPC network. */
export function serversNeedNetwork({ database, existing }: Settings): boolean {
  return existing?.backendStore === undefined
    ? database?.access === DatabaseAccess.PSC
    : existing.network !== undefined;
}

/** Whether the containers of an endpoint are in a VPC network. */
function endpointsNeedNetwork({ endpoints = [] }: Settings): boolean {
  return endpoints.some(({ privateAccess }) => privateAccess === true);
}

/** Whether the platform creates or uses a VPC network. */
export function needsNetwork(settings: Settings): boolean {
  return settings.existing?.network !== undefined || serversNeedNetwork(settings) || endpointsNeedNetwork(settings);
}

const regionOf = ({ region }: Settings): string => region ?? DEFAULT_REGION;

const NO_NETWORK = omitted(
  "Cloud SQL's connector uses no network, and no endpoint is in one",
  "Remove it, or set database: { access: DatabaseAccess.PSC }, or privateAccess: true of an endpoint",
);
const isConnector = ({ database, existing }: Settings): boolean =>
  existing?.backendStore === undefined && database?.access !== DatabaseAccess.PSC;

/** How the platform's servers use their database; undefined for servers that exist, and for a size that its own row reports. */
function databaseUse({ size, server = {}, database = {}, ui, existing }: Settings): DatabaseUse | undefined {
  if (existing?.trackingServer !== undefined || !Object.values(Size).includes(size)) return undefined;
  const { backendStore } = existing ?? {};
  return {
    server: resolveServer(server, size),
    maxConnections:
      backendStore === undefined
        ? maxConnectionsOf(resolveDatabase(database, size).tier)
        : (backendStore.maxConnections ?? DEFAULT_MAX_CONNECTIONS),
    hasUi: ui !== undefined,
  };
}

const hasEndpoints = ({ endpoints = [] }: Settings): boolean => endpoints.length > 0;

/** What an existing server leaves without effect, but not its images, which the endpoints use too. */
const IMAGES_ALONE: Row<Settings> = {
  field: "server",
  rule: that(
    (server) =>
      Object.entries(server as ServerSettings).every(
        ([name, value]) => value === undefined || ["images", "imageRegistry"].includes(name),
      ),
    "have images and imageRegistry alone, which the endpoints use: existing.trackingServer has its own settings",
    "Remove the others, or existing.trackingServer",
  ),
  when: (settings) => settings.existing?.trackingServer !== undefined && hasEndpoints(settings),
};

const LATENCY = latencyRows<ObservabilitySettings, Settings>({
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  longestTimeoutSeconds: MAX_TIMEOUT_SECONDS,
  resolve: resolveObservability,
});

const DATABASE_THRESHOLDS = thresholdFields("databaseCpuPercent", "databaseConnections", "databaseStoragePercent");

/** What belongs together. */
const BETWEEN: readonly Row<Settings>[] = [
  SERVER_WITH_ARTIFACTS,
  IMAGES_ALONE,
  {
    field: "network.cidr",
    rule: NO_NETWORK,
    // With existing servers or an existing network the settings are reported as unused.
    when: (settings) =>
      settings.existing?.trackingServer === undefined &&
      settings.existing?.network === undefined &&
      !needsNetwork(settings),
  },
  {
    field: "existing.network",
    rule: NO_NETWORK,
    when: (settings) =>
      settings.existing?.trackingServer === undefined && isConnector(settings) && !endpointsNeedNetwork(settings),
  },
  subnetworkRegionRow<Settings>("existing.network.subnetworkId", regionOf),
  keyRegionRow<Settings>("artifacts.encryptionKeyId", regionOf),
  keyRegionRow<Settings>("database.encryptionKeyId", regionOf),
  { field: "endpoints", rule: (settings) => vertexImagesIn(regionOf(settings)) },
  { field: "endpoints", rule: (settings) => vertexKeysIn(regionOf(settings)) },
  ...connectionRows<Settings>("server.", databaseUse),
  gatewayRegionRow<Settings>("gateway.", (settings) => ({ gateway: settings.gateway, region: regionOf(settings) })),
  ...LATENCY,
  ...databaseThresholdRows(DATABASE_THRESHOLDS),
];

const OWN_SETTINGS = "an existing server has its own settings, sign-in, network and database";

/** Settings that existing components leave without effect. */
const UNUSED: readonly UnusedSettings<Settings>[] = [
  { existing: ["network"], unused: ["network"], because: "an existing network has its own subnetworks" },
  {
    existing: ["artifactStore"],
    unused: ["artifacts"],
    because: "an existing bucket has its own settings, and existing.artifactStore holds its prefix",
  },
  { existing: ["backendStore"], unused: ["database"], because: "an existing database has its own settings" },
  {
    existing: ["trackingServer"],
    unused: ["ui", "database", "existing.backendStore", ...DATABASE_THRESHOLDS],
    because: OWN_SETTINGS,
  },
  { existing: ["trackingServer"], unused: ["server"], because: OWN_SETTINGS, unless: hasEndpoints },
  {
    existing: ["trackingServer"],
    unused: ["network", "existing.network"],
    because: OWN_SETTINGS,
    unless: endpointsNeedNetwork,
  },
];

/** What the settings of the components must be, one by one and together. */
const SETTINGS_ROWS: readonly Row<Settings & { readonly prefix: string }>[] = [
  { field: "network", table: NETWORK },
  { field: "artifacts", table: ARTIFACTS },
  { field: "database", table: DATABASE },
  { field: "server", table: SERVER },
  { field: "gateway", table: GATEWAY },
  { field: "observability", table: OBSERVABILITY },
  { field: "ui", table: UI, optional: true },
  { field: "endpoints", table: MODEL_ENDPOINT, each: true },
  ...UNIQUE_ENDPOINTS,
  ...SNOWFLAKE_ACCESS.rows,
  ...BETWEEN,
  ...unusedRows(UNUSED),
  ...PLATFORM_ROWS,
];

/** Requirements on the props of a platform. */
export const GCP_PLATFORM: CheckTable<Settings & { readonly prefix: string }> = {
  rows: [...COMPONENT_ROWS, { field: "size", rule: oneOf(Size), synthesis: true }, ...SETTINGS_ROWS],
};

/** Requirements on an environment. */
export const GCP_ENVIRONMENT: CheckTable<GcpEnvironmentProps, GcpEnvironmentProps & { readonly prefix: string }> = {
  complete: (given) => ({ ...given, prefix: Environments.prefix(given) }),
  rows: [
    ...ENVIRONMENT_ROWS,
    PREFIX,
    ...LABEL_ROWS,
    ...PROVIDER_ROWS,
    { field: "state", table: GCP_STATE, optional: true },
    { field: "existing.network", table: NETWORK_ATTRIBUTES, optional: true },
    { field: "existing.artifactStore", table: ARTIFACT_STORE_ATTRIBUTES, optional: true },
    { field: "existing.backendStore", table: BACKEND_STORE_ATTRIBUTES, optional: true },
    { field: "existing.trackingServer", table: TRACKING_SERVER_ATTRIBUTES, optional: true },
    ...SETTINGS_ROWS,
  ],
};

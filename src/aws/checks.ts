import type { CheckTable, Row } from "../core/checks";
import { ENVIRONMENT_ROWS } from "../core/environment-rows";
import { omitted, oneOf, pattern, type Rule } from "../core/rules";
import { Environments, Size } from "../core";
import { PLATFORM_ROWS } from "../platform/checks";
import { databaseThresholdRows, thresholdFields } from "../platform/database-thresholds";
import { latencyRows } from "../platform/latency-rows";
import { UNIQUE_ENDPOINTS } from "../platform/model-endpoint/checks";
import { unusedRows, type UnusedSettings } from "../platform/unused";
import { ACCESS_LOGS } from "./access-logs/checks";
import { ARTIFACTS, ARTIFACT_STORE_ATTRIBUTES } from "./artifact-store/checks";
import { BACKEND_STORE_ATTRIBUTES, DATABASE } from "./backend-store/checks";
import type { AwsComponentProps } from "./component";
import { COMPONENT_ROWS, PREFIX } from "./component-checks";
import type { AwsEnvironmentProps } from "./environment";
import { GATEWAY } from "./gateway/checks";
import { MAX_TIMEOUT_SECONDS } from "./gateway/defaults";
import { MODEL_ENDPOINT, imagesIn } from "./model-endpoint/platform-checks";
import { NETWORK, NETWORK_ATTRIBUTES, PUBLIC_SUBNETS } from "./network/checks";
import { NetworkEgress } from "./network/settings";
import { OBSERVABILITY, TOPIC_ARN, topicIn } from "./observability/checks";
import { resolveObservability } from "./observability/defaults";
import type { ObservabilitySettings } from "./observability/settings";
import { PARTITION_AWS, PROVIDER_ROWS, REGION } from "./rules";
import type { AwsPlatformSettings, ExistingAwsAttributes, ExistingAwsComponents } from "./settings";
import { S3_STATE } from "./state-backend/checks";
import { SERVER, TRACKING_SERVER_ATTRIBUTES } from "./tracking-server/checks";
import { UI } from "./ui-access/checks";
import { VPC_LINK_REGION } from "./vpc-links";

/** Existing components, as constructs or as plain data: the rules below are about which there are, not about what they are. */
type Existing = ExistingAwsComponents | ExistingAwsAttributes;

type Settings = AwsPlatformSettings & { readonly size: Size; readonly existing?: Existing };

const LATENCY = latencyRows<ObservabilitySettings, Settings>({
  timeoutSeconds: MAX_TIMEOUT_SECONDS,
  longestTimeoutSeconds: MAX_TIMEOUT_SECONDS,
  resolve: resolveObservability,
});

const DATABASE_THRESHOLDS = thresholdFields("databaseCpuPercent", "databaseConnections", "databaseFreeStorageGib");

/** What belongs together. */
const BETWEEN: readonly Row<Settings>[] = [
  {
    field: "existing.trackingServer",
    rule: omitted(
      "an existing server needs its own VPC and its own artifacts",
      "Set existing.network and existing.artifactStore too",
    ),
    when: ({ existing }) => existing?.network === undefined || existing.artifactStore === undefined,
  },
  {
    field: "existing.network.publicSubnetIds",
    rule: PUBLIC_SUBNETS,
    when: ({ ui, existing }) =>
      ui !== undefined && existing?.network !== undefined && existing.trackingServer === undefined,
  },
  ...LATENCY,
  ...databaseThresholdRows(DATABASE_THRESHOLDS),
];

/** Settings that existing components leave without effect. */
const UNUSED: readonly UnusedSettings[] = [
  { existing: ["network"], unused: ["network"], because: "an existing VPC has its own layout" },
  {
    existing: ["artifactStore"],
    unused: ["artifacts"],
    because: "an existing bucket has its own settings, and existing.artifactStore holds its prefix and key",
  },
  { existing: ["backendStore"], unused: ["database"], because: "an existing database has its own settings" },
  {
    existing: ["trackingServer"],
    unused: ["server", "ui", "database", "existing.backendStore", ...DATABASE_THRESHOLDS],
    because: "an existing server has its own settings, sign-in and database",
  },
  {
    existing: ["artifactStore", "trackingServer"],
    unused: ["accessLogs"],
    because: "an existing bucket and an existing load balancer have access logs of their own",
  },
];

const ECR_IMAGE = pattern(
  /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?(\/|$)/,
  "be in ECR with network.egress NONE: other registries cannot be reached",
  'Set server.imageRegistry to a registry in ECR, for example "123456789012.dkr.ecr.eu-central-1.amazonaws.com/cache"',
);

const ECR_REGISTRY: Rule = {
  ...ECR_IMAGE,
  holds: (registry) => registry !== undefined && ECR_IMAGE.holds(registry),
  appliesToUnset: true,
};

const isClosed = ({ network }: Settings): boolean => network?.egress === NetworkEgress.NONE;
const usesRegistry = ({ server }: Settings): boolean =>
  server?.images?.mlflow === undefined || server.images.proxy === undefined;

/** Images that servers without internet access can pull. */
const IMAGES: readonly Row<Settings>[] = [
  { field: "server.images.mlflow", rule: ECR_IMAGE, when: isClosed },
  { field: "server.images.proxy", rule: ECR_IMAGE, when: isClosed },
  {
    field: "server.imageRegistry",
    rule: ECR_REGISTRY,
    when: (settings) => isClosed(settings) && usesRegistry(settings),
  },
];

/** What the settings of the components must be, one by one and together. */
const SETTINGS_ROWS: readonly Row<Settings & { readonly prefix: string }>[] = [
  { field: "network", table: NETWORK },
  { field: "artifacts", table: ARTIFACTS },
  { field: "accessLogs", table: ACCESS_LOGS },
  { field: "database", table: DATABASE },
  { field: "server", table: SERVER },
  { field: "gateway", table: GATEWAY },
  { field: "observability", table: OBSERVABILITY },
  { field: "ui", table: UI, optional: true },
  { field: "endpoints", table: MODEL_ENDPOINT, each: true },
  ...UNIQUE_ENDPOINTS,
  ...BETWEEN,
  ...IMAGES,
  ...unusedRows(UNUSED),
  ...PLATFORM_ROWS,
];

/** Requirements on the props of a platform. */
export const AWS_PLATFORM: CheckTable<Settings & AwsComponentProps> = {
  rows: [...COMPONENT_ROWS, { field: "size", rule: oneOf(Size), synthesis: true }, ...SETTINGS_ROWS],
};

/** Requirements on a literal region; Terraform checks others. */
const REGIONAL: readonly Row<AwsEnvironmentProps>[] = [
  {
    field: "endpoints",
    rule: ({ region = "" }) => imagesIn(region),
    when: ({ region }) => region !== undefined,
  },
  {
    field: "region",
    rule: VPC_LINK_REGION,
    when: ({ region }) => REGION.holds(region) && PARTITION_AWS.holds(region),
  },
  {
    field: "observability.topicArn",
    rule: ({ region = "" }) => topicIn(region),
    when: ({ region, observability }) => region !== undefined && TOPIC_ARN.holds(observability?.topicArn),
  },
];

/** Requirements on an environment. */
export const AWS_ENVIRONMENT: CheckTable<AwsEnvironmentProps, AwsEnvironmentProps & { readonly prefix: string }> = {
  complete: (given) => ({ ...given, prefix: Environments.prefix(given) }),
  rows: [
    ...ENVIRONMENT_ROWS,
    PREFIX,
    ...PROVIDER_ROWS,
    ...REGIONAL,
    { field: "state", table: S3_STATE, optional: true },
    { field: "existing.network", table: NETWORK_ATTRIBUTES, optional: true },
    { field: "existing.artifactStore", table: ARTIFACT_STORE_ATTRIBUTES, optional: true },
    { field: "existing.backendStore", table: BACKEND_STORE_ATTRIBUTES, optional: true },
    { field: "existing.trackingServer", table: TRACKING_SERVER_ATTRIBUTES, optional: true },
    ...SETTINGS_ROWS,
  ],
};

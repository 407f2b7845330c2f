import type { Problems, Size } from "../core";
import { checkSettings, checkValue, type CheckTable } from "../core/checks";
import { omitted, pattern, required } from "../core/rules";
import { checkUnused, type UnusedSettings } from "../platform/unused";
import { ACCESS_LOGS } from "./access-logs/checks";
import { ARTIFACTS, ARTIFACT_STORE_ATTRIBUTES } from "./artifact-store/checks";
import { BACKEND_STORE_ATTRIBUTES, DATABASE } from "./backend-store/checks";
import { GATEWAY } from "./gateway/checks";
import { NETWORK, NETWORK_ATTRIBUTES, PUBLIC_SUBNETS } from "./network/checks";
import { NetworkEgress } from "./network/settings";
import { OBSERVABILITY } from "./observability/checks";
import type { AwsPlatformSettings, ExistingAwsAttributes, ExistingAwsComponents } from "./settings";
import { SERVER, TRACKING_SERVER_ATTRIBUTES } from "./tracking-server/checks";
import { UI } from "./ui-access/checks";

/** Existing components, as constructs or as plain data: the rules below are about which there are, not about what they are. */
type Existing = ExistingAwsComponents | ExistingAwsAttributes;

/** Notes what is wrong in the settings of the components, and between them. */
export function checkAwsSettings(
  problems: Problems,
  settings: AwsPlatformSettings,
  size: Size,
  existing: Existing = {},
): void {
  const component = <G extends object, S extends G>(name: string, given: G | undefined, table: CheckTable<G, S>) => {
    if (given !== undefined) checkSettings(problems, table, given, size, `${name}.`);
  };
  component("network", settings.network ?? {}, NETWORK);
  component("artifacts", settings.artifacts ?? {}, ARTIFACTS);
  component("accessLogs", settings.accessLogs ?? {}, ACCESS_LOGS);
  component("database", settings.database ?? {}, DATABASE);
  component("server", settings.server ?? {}, SERVER);
  component("gateway", settings.gateway ?? {}, GATEWAY);
  component("observability", settings.observability ?? {}, OBSERVABILITY);
  component("ui", settings.ui, UI);
  checkSettings(problems, BETWEEN, { ...settings, existing });
  checkImages(problems, settings);
  checkUnused(problems, UNUSED, settings, existing);
}

/** Notes what is wrong in the attributes of existing components. */
export function checkAwsAttributes(problems: Problems, existing: ExistingAwsAttributes): void {
  const component = <G extends object>(name: string, given: G | undefined, table: CheckTable<G>) => {
    if (given !== undefined) checkSettings(problems, table, given, undefined, `existing.${name}.`);
  };
  component("network", existing.network, NETWORK_ATTRIBUTES);
  component("artifactStore", existing.artifactStore, ARTIFACT_STORE_ATTRIBUTES);
  component("backendStore", existing.backendStore, BACKEND_STORE_ATTRIBUTES);
  component("trackingServer", existing.trackingServer, TRACKING_SERVER_ATTRIBUTES);
}

type All = AwsPlatformSettings & { readonly existing: Existing };

/** A database of another platform in the same program is monitored; one that is known by its secret alone is not. */
function isMonitored({ backendStore }: Existing): boolean {
  return backendStore !== undefined && "metrics" in backendStore && backendStore.metrics !== undefined;
}

const DATABASE_THRESHOLDS = ["databaseCpuPercent", "databaseConnections", "databaseFreeStorageGib"].map(
  (name) => `observability.thresholds.${name}`,
);

/** What belongs together. */
const BETWEEN: CheckTable<All> = {
  rows: [
    {
      field: "existing.trackingServer",
      rule: omitted(
        "an existing server needs its own VPC and its own artifacts",
        "Set existing.network and existing.artifactStore too",
      ),
      when: ({ existing }) => existing.network === undefined || existing.artifactStore === undefined,
    },
    {
      field: "existing.network.publicSubnetIds",
      rule: PUBLIC_SUBNETS,
      when: ({ ui, existing }) =>
        ui !== undefined && existing.network !== undefined && existing.trackingServer === undefined,
    },
    ...DATABASE_THRESHOLDS.map((field) => ({
      field,
      rule: omitted(
        "it has no effect when existing.backendStore is set, as an existing database is not monitored",
        `Remove ${field}, or existing.backendStore`,
      ),
      when: ({ existing }: All) =>
        existing.backendStore !== undefined && existing.trackingServer === undefined && !isMonitored(existing),
    })),
  ],
};

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
  /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//,
  "be in ECR with network.egress NONE: other registries cannot be reached",
  'Set server.imageRegistry to a registry in ECR, for example "123456789012.dkr.ecr.eu-central-1.amazonaws.com/cache"',
);

/** Notes images that servers without internet access cannot pull. */
function checkImages(problems: Problems, { network, server }: AwsPlatformSettings): void {
  if (network?.egress !== NetworkEgress.NONE) return;
  const { images, imageRegistry } = server ?? {};
  for (const name of ["mlflow", "proxy"] as const)
    if (images?.[name] !== undefined) checkValue(problems, `server.images.${name}`, images[name], ECR_IMAGE);
  if (images?.mlflow !== undefined && images.proxy !== undefined) return;
  const registry = imageRegistry === undefined ? undefined : `${imageRegistry}/`;
  checkValue(problems, "server.imageRegistry", registry, {
    ...ECR_IMAGE,
    ...(registry === undefined
      ? required("with network.egress NONE the stock images are pulled from ECR", ECR_IMAGE.remedy)
      : {}),
  });
}

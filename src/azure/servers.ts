import type { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { offeredOperations } from "../platform/defaults";
import type { PlatformServers } from "../platform/platform-servers";
import { CurrentAccount } from "../snowflake";
import type { IArtifactStore } from "./artifact-store/interface";
import { BackendStore } from "./backend-store/backend-store";
import type { IBackendStore } from "./backend-store/interface";
import type { AzureComponentProps } from "./component";
import type { INetwork } from "./network/interface";
import type { AzurePlatformSettings, ExistingAzureComponents } from "./settings";
import type { ITrackingServer } from "./tracking-server/interface";
import { TrackingServer } from "./tracking-server/tracking-server";
import { UiAccess } from "./ui-access/ui-access";

/** What the servers of a platform use. */
interface Platform {
  readonly component: AzureComponentProps;
  readonly protection: boolean;
  readonly network?: INetwork;
  readonly artifactStore: IArtifactStore;
  readonly existing: ExistingAzureComponents;
}

type Servers = PlatformServers<ITrackingServer, TrackingServer, IBackendStore, UiAccess>;

/** The existing servers of a platform, or new ones with database and UI. */
export function makeServers(scope: Construct, settings: AzurePlatformSettings, platform: Platform): Servers {
  const { component, protection, network, artifactStore, existing } = platform;
  if (existing.trackingServer !== undefined) return { trackingServer: existing.trackingServer };
  const database = asChecked({ ...component, ...settings.database, protection, network });
  const backendStore = existing.backendStore ?? new BackendStore(scope, "BackendStore", database);
  const account = new CurrentAccount(scope, "SnowflakeAccount");
  const server = { ...component, ...settings.server, network, artifactStore, backendStore };
  const created = new TrackingServer(
    scope,
    "TrackingServer",
    asChecked({ ...server, ...offeredOperations(settings.snowflake), snowflakeAccount: account.identity }),
  );
  const { deployerObjectId } = settings;
  const ui = settings.ui && asChecked({ ...server, ...settings.ui, host: created.host, deployerObjectId });
  const uiAccess = ui && new UiAccess(scope, "UiAccess", ui);
  return { trackingServer: created, created, backendStore, uiAccess, account };
}

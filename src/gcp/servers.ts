import type { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { offeredOperations } from "../platform/defaults";
import type { PlatformServers } from "../platform/platform-servers";
import type { CurrentAccount } from "../snowflake";
import type { IArtifactStore } from "./artifact-store/interface";
import { BackendStore } from "./backend-store/backend-store";
import type { IBackendStore } from "./backend-store/interface";
import type { GcpComponentProps } from "./component";
import type { IServerImages } from "./image-repositories/interface";
import type { INetwork } from "./network/interface";
import type { ExistingGcpComponents, GcpPlatformSettings } from "./settings";
import type { ITrackingServer } from "./tracking-server/interface";
import { TrackingServer } from "./tracking-server/tracking-server";
import { UiAccess } from "./ui-access/ui-access";

/** What the servers of a platform use. */
interface Platform {
  readonly component: GcpComponentProps;
  readonly protection: boolean;
  /** The network of servers and database; undefined with Cloud SQL's connector. */
  readonly network?: INetwork;
  readonly artifactStore: IArtifactStore;
  readonly serverImages?: IServerImages;
  /** The Snowflake account that the servers admit. */
  readonly account?: CurrentAccount;
  readonly existing: ExistingGcpComponents;
}

type Servers = PlatformServers<ITrackingServer, TrackingServer, IBackendStore, UiAccess>;

/** The existing servers of a platform, or new ones with database and UI. */
export function makeServers(scope: Construct, settings: GcpPlatformSettings, platform: Platform): Servers {
  const { component, protection, network, artifactStore, serverImages, account, existing } = platform;
  if (existing.trackingServer !== undefined) return { trackingServer: existing.trackingServer };
  const database = asChecked({ ...component, ...settings.database, protection, network });
  const backendStore = existing.backendStore ?? new BackendStore(scope, "BackendStore", database);
  const used = { network, artifactStore, backendStore };
  const created = new TrackingServer(
    scope,
    "TrackingServer",
    asChecked({
      ...{ ...component, ...settings.server, ...used, serverImages, hasUi: settings.ui !== undefined },
      ...offeredOperations(settings.snowflake),
      snowflakeAccount: account?.identity,
    }),
  );
  const ui = settings.ui && asChecked({ ...component, ...settings.ui, ...used, host: created.host });
  const uiAccess = ui && new UiAccess(scope, "UiAccess", ui);
  return { trackingServer: created, created, backendStore, uiAccess };
}

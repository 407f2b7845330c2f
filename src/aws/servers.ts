import type { Construct } from "constructs";
import { asChecked } from "../core/checks";
import { offeredOperations } from "../platform/defaults";
import type { PlatformServers } from "../platform/platform-servers";
import { CurrentAccount } from "../snowflake";
import type { IAccessLogs } from "./access-logs/interface";
import type { IArtifactStore } from "./artifact-store/interface";
import { BackendStore } from "./backend-store/backend-store";
import type { IBackendStore } from "./backend-store/interface";
import type { AwsComponentProps } from "./component";
import type { INetwork } from "./network/interface";
import type { AwsPlatformSettings, ExistingAwsComponents } from "./settings";
import type { ITrackingServer } from "./tracking-server/interface";
import { TrackingServer } from "./tracking-server/tracking-server";
import { UiAccess } from "./ui-access/ui-access";

/** What the servers of a platform use. */
interface Platform {
  readonly component: AwsComponentProps;
  readonly protection: boolean;
  readonly network: INetwork;
  readonly artifactStore: IArtifactStore;
  readonly accessLogs?: IAccessLogs;
  readonly existing: ExistingAwsComponents;
}

type Servers = PlatformServers<ITrackingServer, TrackingServer, IBackendStore, UiAccess>;

/** The existing servers of a platform, or new ones with database and UI. */
export function makeServers(scope: Construct, settings: AwsPlatformSettings, platform: Platform): Servers {
  const { component, existing, ...used } = platform;
  if (existing.trackingServer !== undefined) return { trackingServer: existing.trackingServer };
  const { protection, network, accessLogs } = used;
  const database = asChecked({ ...component, ...settings.database, protection, network });
  const backendStore = existing.backendStore ?? new BackendStore(scope, "BackendStore", database);
  const ui = settings.ui && asChecked({ ...component, ...settings.ui, protection, network, accessLogs });
  const uiAccess = ui && new UiAccess(scope, "UiAccess", ui);
  const account = new CurrentAccount(scope, "SnowflakeAccount");
  const created = new TrackingServer(
    scope,
    "TrackingServer",
    asChecked({
      ...{ ...component, ...settings.server, ...used, backendStore, ui: uiAccess },
      ...offeredOperations(settings.snowflake),
      snowflakeAccount: account.identity,
    }),
  );
  return { trackingServer: created, created, backendStore, uiAccess, account };
}

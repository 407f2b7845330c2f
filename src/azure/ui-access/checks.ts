import type { CheckTable, Row } from "../../core/checks";
import { different, required, that, unique } from "../../core/rules";
import type { AzureComponentProps } from "../component";
import { COMPONENT_ROWS } from "../component-checks";
import { DEPLOYER_ROWS } from "../deployer/checks";
import type { DeployerSettings } from "../deployer/settings";
import type { INetwork } from "../network/interface";
import { OBJECT_ID } from "../rules";
import type { UiSettings } from "./settings";

/** Requirements on the settings of the UI. */
export const UI: CheckTable<UiSettings> = {
  rows: [
    { field: "groupIds", rule: different(1, "without a group nobody may sign in"), synthesis: "items" },
    { field: "groupIds", rule: OBJECT_ID, each: true },
    { field: "groupIds", rule: unique(), each: true },
  ],
};

/** `ui.public` without a virtual network. */
export const UI_PUBLIC = that(
  (value) => value !== true,
  "be false without a virtual network, where it has no effect: the UI has a public address anyway",
  "Remove it, or use a virtual network",
);

/** `uiSubnetId` of an existing network, for a public UI. */
export const UI_SUBNET = required(
  "a public UI has an environment of its own, and an environment needs a subnet of its own",
  "Set it to a subnet of /27 or larger that is delegated to Microsoft.App/environments, or omit ui.public",
);

type UiAccessSettings = UiSettings & AzureComponentProps & DeployerSettings & { readonly network?: INetwork };

const ROWS: readonly Row<UiAccessSettings>[] = [
  ...COMPONENT_ROWS,
  ...DEPLOYER_ROWS,
  ...UI.rows,
  { field: "public", rule: UI_PUBLIC, when: ({ network }) => network === undefined },
  {
    field: "network.uiSubnetId",
    rule: UI_SUBNET,
    when: (settings) => settings.public === true && settings.network !== undefined,
  },
];

/** What the UI needs when it is used alone. */
export const UI_ACCESS: CheckTable<UiAccessSettings> = { rows: ROWS };

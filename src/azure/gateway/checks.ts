import type { CheckTable, Row } from "../../core/checks";
import { integer, omitted, oneOf, pattern, shaped, that, type Rule } from "../../core/rules";
import { EMAIL } from "../../platform/component-rules";
import {
  LONGEST_TIMEOUT_SECONDS,
  MAX_TIMEOUT_SECONDS,
  resolveGateway,
  resolveTier,
  type GatewayInNetwork,
  type ResolvedGateway,
} from "./defaults";
import { GatewayTier, type GatewayAttributes, type GatewaySettings } from "./settings";

/** Units of StandardV2. https://learn.microsoft.com/en-us/azure/api-management/api-management-features */
const MAX_UNITS = 10;

/** Rows on gateway settings that hold for every tier. */
const ROWS: readonly Row<GatewaySettings>[] = [
  { field: "tier", rule: oneOf(GatewayTier), synthesis: true },
  { field: "units", rule: integer(1, MAX_UNITS, "units of StandardV2"), synthesis: true },
  { field: "requestBurst", rule: integer(1, undefined, "concurrent requests"), synthesis: true },
  {
    field: "apiPath",
    rule: that(
      (path) => /^\w[\w-]*(\/\w[\w-]*)*$/.test(String(path)) && String(path).length <= 400,
      "be at most 400 letters, digits, _ and -, in segments with a slash between and none at either end",
      'Use for example "mlflow"',
    ),
    synthesis: true,
  },
  {
    field: "timeoutSeconds",
    rule: integer(1, LONGEST_TIMEOUT_SECONDS, "seconds that a call may take"),
    synthesis: true,
  },
  { field: "publisherEmail", rule: EMAIL },
  {
    field: "publisherEmail",
    rule: that((email) => String(email).length <= 100, "have at most 100 characters", "Use a shorter address"),
  },
  { field: "publisherName", rule: pattern(/^.{1,100}$/, "be 1 to 100 characters", 'Use for example "MLOps platform"') },
];

/** Requirements on gateway settings, whatever the network is; `tierRows` has those that depend on it. */
export const GATEWAY: CheckTable<GatewaySettings> = { rows: ROWS };

/** A gateway's settings, and whether its servers are in a virtual network. */
export interface TierSettings {
  readonly gateway?: GatewaySettings;
  readonly inNetwork: boolean;
}

const REACHES_NETWORK: Rule = that(
  (tier) => tier !== GatewayTier.CONSUMPTION,
  "be StandardV2 with servers in a virtual network: Consumption cannot be connected to one",
  "Remove it, or use public servers",
);

const ONE_UNIT: Rule = omitted("Consumption has no units, it scales by itself", "Remove it, or use tier StandardV2");

const isConsumption = ({ gateway = {}, inNetwork }: TierSettings): boolean =>
  resolveTier(gateway, inNetwork) === GatewayTier.CONSUMPTION;

/**
 * Requirements that follow from the tier, whose default depends on the network.
 * @param group where the gateway's settings are in `S`: "" or "gateway."
 * @param read the gateway's settings and its network
 */
export function tierRows<S>(group: "" | "gateway.", read: (settings: S) => TierSettings): readonly Row<S>[] {
  return [
    { field: `${group}tier`, rule: REACHES_NETWORK, when: (settings) => read(settings).inNetwork },
    { field: `${group}units`, rule: ONE_UNIT, when: (settings) => isConsumption(read(settings)) },
    {
      field: `${group}timeoutSeconds`,
      rule: that(
        (seconds) => !(Number(seconds) > MAX_TIMEOUT_SECONDS.Consumption && Number(seconds) <= LONGEST_TIMEOUT_SECONDS),
        `be at most ${MAX_TIMEOUT_SECONDS.Consumption} with Consumption, which ends a call then`,
        `Use 1 to ${MAX_TIMEOUT_SECONDS.Consumption}, or tier StandardV2`,
      ),
      when: (settings) => isConsumption(read(settings)),
    },
  ];
}

/** Requirements on a gateway that is used alone. */
export const GATEWAY_ALONE: CheckTable<GatewayInNetwork, GatewayInNetwork & ResolvedGateway> = {
  resolve: resolveGateway,
  rows: [
    ...ROWS,
    ...tierRows<GatewayInNetwork>("", (gateway) => ({ gateway, inNetwork: gateway.network !== undefined })),
  ],
};

/** Requirements on the attributes of an existing gateway. */
export const GATEWAY_ATTRIBUTES: CheckTable<GatewayAttributes> = {
  rows: [
    {
      field: "url",
      rule: shaped(
        /^https:\/\/[a-zA-Z0-9.-]+\/(\w[\w.-]*\/)+$/,
        "be the https address of API Management with the API's path and a slash at the end",
        "Use https://<service>.azure-api.net/<path>/",
      ),
    },
  ],
};

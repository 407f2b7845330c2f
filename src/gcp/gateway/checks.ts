import type { CheckTable, Row } from "../../core/checks";
import { integer, pattern, shaped, type Rule } from "../../core/rules";
import { REGION, SERVICE_ACCOUNT_ID } from "../rules";
import { MAX_TIMEOUT_SECONDS, resolveGateway, type GatewayInRegion, type ResolvedGateway } from "./defaults";
import type { GatewayAttributes, GatewaySettings } from "./settings";

/** @see https://cloud.google.com/api-gateway/docs/deployment-model */
const REGIONS: readonly string[] = [
  "asia-northeast1",
  "australia-southeast1",
  "europe-west1",
  "europe-west2",
  "us-central1",
  "us-east1",
  "us-east4",
  "us-west2",
  "us-west3",
  "us-west4",
];

/** Longest deadline that is offered: a call of Snowflake's does not wait longer for one answer. */

/** Rows on gateway settings that hold in every region. */
const ROWS: readonly Row<GatewaySettings>[] = [
  {
    field: "timeoutSeconds",
    rule: integer(1, MAX_TIMEOUT_SECONDS, "seconds that a call may take"),
    synthesis: true,
  },
  { field: "serviceAccountId", rule: SERVICE_ACCOUNT_ID },
];

/** Requirements on gateway settings, whatever the platform's region is; `gatewayRegionRow` has the one that depends on it. */
export const GATEWAY: CheckTable<GatewaySettings> = { rows: ROWS };

/** A gateway's settings, and the region of its platform. */
export interface RegionSettings {
  readonly gateway?: GatewaySettings;
  readonly region: string;
}

const hasApiGateway = (region: string): Rule => ({
  must: `be a region with API Gateway (${REGIONS.join(", ")}): the default is the platform's own, ${region}`,
  remedy: "Use the nearest one of them; the servers stay where they are",
  // What is no region at all is the problem of the platform's own row.
  holds: (own) => (own === undefined && !REGION.holds(region)) || REGIONS.includes(String(own ?? region)),
  appliesToUnset: true,
});

/**
 * Requirement on the gateway's region, whose default is the platform's.
 * @param group where the gateway's settings are in `S`: "" or "gateway."
 * @param read the gateway's settings and the platform's region
 */
export function gatewayRegionRow<S>(group: "" | "gateway.", read: (settings: S) => RegionSettings): Row<S> {
  return {
    field: `${group}gatewayRegion`,
    rule: (settings) => hasApiGateway(read(settings).region),
    synthesis: true,
  };
}

/** Requirements on a gateway that is used alone. */
export const GATEWAY_ALONE: CheckTable<GatewayInRegion, GatewayInRegion & ResolvedGateway> = {
  resolve: resolveGateway,
  rows: [...ROWS, gatewayRegionRow<GatewayInRegion>("", (gateway) => ({ gateway, region: gateway.region }))],
};

/** Requirements on the attributes of an existing gateway. */
export const GATEWAY_ATTRIBUTES: CheckTable<GatewayAttributes> = {
  rows: [
    {
      field: "url",
      rule: shaped(
        /^https:\/\/[a-z][a-z0-9-]*-[a-z0-9]+\.[a-z0-9]+\.gateway\.dev\/$/,
        "be the address of an API Gateway, with a slash at the end and without a path",
        "Use https://<gateway>-<hash>.<region code>.gateway.dev/",
      ),
    },
    {
      field: "audience",
      rule: pattern(
        /^[^\s/]+\.apigateway\.[^\s/]+\.cloud\.goog$/,
        "be the managed service of the API, a host name without https:// and without a path",
        "Use <api>-<hash>.apigateway.<project>.cloud.goog",
      ),
    },
  ],
};

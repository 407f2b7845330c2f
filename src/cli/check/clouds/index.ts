import type { CloudSymptoms } from "../symptoms";
import { AWS } from "./aws";
import { AZURE } from "./azure";
import { GCP } from "./gcp";

/** The host names of each cloud's gateway. */
const GATEWAYS: readonly (readonly [RegExp, CloudSymptoms])[] = [
  [/\.execute-api\./, AWS],
  [/\.azure-api\.net(\/|$)/, AZURE],
  [/\.gateway\.dev(\/|$)/, GCP],
];

/** What messages mean on the cloud of a gateway; one with a name of its own is taken for AWS's. */
export function symptomsOf(gatewayUrl: string): CloudSymptoms {
  return GATEWAYS.find(([host]) => host.test(gatewayUrl))?.[1] ?? AWS;
}

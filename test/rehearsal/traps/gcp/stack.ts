import { rules as gcp } from "../../../../src/rehearsal/clouds/gcp/rules";
import type { Blocks, JsonObject, TerraformConfig } from "../trap";

export const rules = gcp;
export const PROJECT = "mlops-rehearsal";
export const REGION = "europe-west1";

/** The services of the traps, and the name on which everything of a service waits. */
const SERVICES = ["artifactregistry", "cloudkms", "compute", "dns", "iap", "logging", "monitoring", "secretmanager"];
const ENABLED: Blocks = {
  google_project_service: Object.fromEntries(
    [...SERVICES, "sqladmin", "storage"].map((name) => [
      name,
      { service: `${name}.googleapis.com`, disable_on_destroy: false },
    ]),
  ),
};

export const BUCKET: JsonObject = { location: REGION, uniform_bucket_level_access: true };

/** An instance of Cloud SQL; what is given replaces a setting. */
export function instance(name: string, settings: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return {
    ...{ name, region: REGION, database_version: "POSTGRES_16", deletion_protection: false },
    settings: [{ tier: "db-f1-micro", edition: "ENTERPRISE", ...settings }],
    ...more,
  };
}

export const NETWORK: Blocks = {
  google_compute_network: { net: { name: "mlops", auto_create_subnetworks: false } },
  google_compute_subnetwork: {
    net: { name: "mlops", region: REGION, network: "${google_compute_network.net.id}", ip_cidr_range: "10.10.0.0/24" },
  },
};

/** A stack whose resources wait for the services; blocks of one type are joined. */
export function stackOf(...parts: Blocks[]): TerraformConfig {
  const resource: Blocks = { ...ENABLED };
  const depends_on = Object.keys(ENABLED.google_project_service ?? {}).map((name) => `google_project_service.${name}`);
  for (const part of parts)
    for (const [type, named] of Object.entries(part))
      for (const [name, block] of Object.entries(named))
        (resource[type] = { ...resource[type] })[name] = { depends_on, ...block };
  return {
    terraform: {
      required_providers: {
        google: { source: "hashicorp/google" },
        "google-beta": { source: "hashicorp/google-beta" },
      },
    },
    provider: { google: [{}], "google-beta": [{}] },
    resource,
  };
}

import type { UsedServices } from "./settings";

const ALWAYS = [
  "apigateway",
  "artifactregistry",
  "run",
  "secretmanager",
  "servicecontrol",
  "servicemanagement",
  "sqladmin",
  "storage",
];

/** The services of a platform, by the first part of their names. */
export function servicesOf(used: UsedServices): string[] {
  const { privateNetwork, ui, monitoring = true, budget, encryptionKeys, vertexAi, dataCapture } = used;
  return [
    ...ALWAYS,
    ...(privateNetwork === true ? ["compute", "dns"] : []),
    ...(ui === true ? ["iap"] : []),
    ...(monitoring ? ["logging", "monitoring"] : []),
    ...(budget === true ? ["billingbudgets"] : []),
    ...(encryptionKeys === true ? ["cloudkms"] : []),
    ...(vertexAi === true ? ["aiplatform"] : []),
    ...(dataCapture === true ? ["bigquery"] : []),
  ];
}

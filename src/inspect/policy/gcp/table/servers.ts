import { permissions, policyPermissions, type Roles, type Row } from "../row";

const RUN: Roles = { deploy: ["roles/run.admin"], plan: ["roles/run.viewer"] };
const GATEWAY: Roles = { deploy: ["roles/apigateway.admin"], plan: ["roles/apigateway.viewer"] };
const IMAGES: Roles = { deploy: ["roles/artifactregistry.admin"], plan: ["roles/artifactregistry.reader"] };

/** Cloud Run, API Gateway and the images. */
export const SERVERS: Readonly<Record<string, Row>> = {
  google_cloud_run_v2_service: { ...RUN, ...permissions("run.services"), actsAs: true },
  google_cloud_run_v2_service_iam_member: { ...RUN, ...policyPermissions("run.services") },
  google_iap_web_cloud_run_service_iam_member: {
    deploy: ["roles/iap.admin"],
    plan: ["roles/iam.securityReviewer"],
    ...policyPermissions("iap.webServices"),
  },
  google_api_gateway_api: { ...GATEWAY, ...permissions("apigateway.apis") },
  google_api_gateway_api_config: { ...GATEWAY, ...permissions("apigateway.apiconfigs"), actsAs: true },
  google_api_gateway_gateway: { ...GATEWAY, ...permissions("apigateway.gateways") },
  google_artifact_registry_repository: { ...IMAGES, ...permissions("artifactregistry.repositories") },
  google_artifact_registry_repository_iam_member: {
    ...IMAGES,
    plan: ["roles/iam.securityReviewer"],
    ...policyPermissions("artifactregistry.repositories"),
  },
};

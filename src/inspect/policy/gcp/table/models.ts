import { permissions, policyPermissions, type Row } from "../row";

const VERTEX_AI = { deploy: ["roles/aiplatform.admin"] };

/** Endpoints on Vertex AI, who may let them predict, and the requests that are kept. */
export const MODELS: Readonly<Record<string, Row>> = {
  google_vertex_ai_endpoint: {
    ...VERTEX_AI,
    plan: ["roles/aiplatform.viewer"],
    ...permissions("aiplatform.endpoints"),
  },
  google_vertex_ai_endpoint_iam_member: {
    ...VERTEX_AI,
    plan: ["roles/iam.securityReviewer"],
    ...policyPermissions("aiplatform.endpoints"),
  },
  google_project_iam_custom_role: {
    deploy: ["roles/iam.roleAdmin"],
    plan: ["roles/iam.roleViewer"],
    ...permissions("iam.roles"),
  },
  google_bigquery_dataset: {
    deploy: ["roles/bigquery.dataOwner"],
    plan: ["roles/bigquery.metadataViewer"],
    ...permissions("bigquery.datasets"),
  },
};

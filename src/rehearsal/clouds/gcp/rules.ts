import { dataRules } from "../../simulator/data-rows";
import { rowRules, type Dialect, type Service } from "../../simulator/row-rule";
import { text, block } from "../../simulator/readers";
import type { ProviderRules } from "../../simulator/rule";
import artifactRegistryRows from "./artifact-registry/rows.json";
import { apiGatewayActs } from "./api-gateway/apis";
import apiGatewayRows from "./api-gateway/rows.json";
import { common } from "./common";
import { bigQueryServiceAccount, storageProjectServiceAccount } from "./data/data";
import dataRows from "./data/data.json";
import { memberActs } from "./iam/members";
import { MEMBER_TYPES, normalMember, resourceOf } from "./iam/policies";
import iamRows from "./iam/rows.json";
import { serviceAccountActs } from "./iam/service-accounts";
import { isForeign } from "./ids";
import { endpointActs } from "./network/endpoints";
import { networkActs } from "./network/networks";
import networkRows from "./network/rows.json";
import { operationActs } from "./operations/operations";
import operationsRows from "./operations/rows.json";
import { validateProvider } from "./provider";
import secretManagerRows from "./secret-manager/rows.json";
import { secretActs } from "./secret-manager/secrets";
import runRows from "./run/rows.json";
import { runActs } from "./run/service";
import servicesRows from "./services/rows.json";
import { serviceActs } from "./services/services";
import { billingAccount, projectNumber, projectOf } from "./session";
import { databaseActs } from "./sql/databases";
import { instanceActs } from "./sql/instance";
import sqlRows from "./sql/rows.json";
import { bucketActs } from "./storage/buckets";
import storageRows from "./storage/rows.json";
import { vertexActs } from "./vertex-ai/endpoint";
import vertexRows from "./vertex-ai/rows.json";

/** What the rows of Google Cloud may say besides attributes. */
const dialect: Dialect = {
  variables: ({ account, provider, type, values = {} }) => ({
    number: projectNumber(),
    billing: billingAccount(),
    own_project: projectOf(account, text(provider, "project")),
    ...(MEMBER_TYPES[type] !== undefined && {
      policy: resourceOf(account, type, values),
      member: normalMember(text(values, "member") ?? ""),
      condition: ["title", "description", "expression"]
        .map((part) => text(block(values, "condition"), part))
        .map((part) => (part === undefined ? "" : `/${part}`))
        .join(""),
    }),
  }),
  isForeign,
};

const services: readonly Service[] = [
  [servicesRows, serviceActs],
  [iamRows, serviceAccountActs, memberActs],
  [storageRows, bucketActs],
  [secretManagerRows, secretActs],
  [artifactRegistryRows],
  [sqlRows, instanceActs, databaseActs],
  [networkRows, networkActs, endpointActs],
  [operationsRows, operationActs],
  [runRows, runActs],
  [apiGatewayRows, apiGatewayActs],
  [vertexRows, vertexActs],
];

/** Types of google-beta alone; it has all those of google too. */
const BETA = /^google_(api_gateway_|project_service_identity$|vertex_ai_endpoint_iam_)/;

const resources = services.flatMap(([rows, ...acts]) => rowRules(rows, dialect, ...acts));
const shared = {
  validate: validateProvider,
  common,
  dataSources: [...dataRules(dataRows, dialect), bigQueryServiceAccount, storageProjectServiceAccount],
};

/** How the simulated Google Cloud behaves. */
export const rules: readonly ProviderRules[] = [
  { ...shared, source: "hashicorp/google", resources: resources.filter(({ type }) => !BETA.test(type)) },
  { ...shared, source: "hashicorp/google-beta", sharesAccountOf: "hashicorp/google", resources },
];

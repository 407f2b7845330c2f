import { dataRules } from "../../simulator/data-rows";
import { rowRules, type Dialect, type Service } from "../../simulator/row-rule";
import type { ProviderRules, ResourceRule } from "../../simulator/rule";
import type { Rows } from "../../simulator/rows";
import { apiActs } from "./api-management/apis";
import apiManagementRows from "./api-management/rows.json";
import { serviceActs } from "./api-management/service";
import { roleAssignmentActs } from "./authorization/role-assignments";
import authorizationRows from "./authorization/rows.json";
import { commonOf, removeWithin } from "./common";
import { appActs } from "./container-apps/app";
import { environmentActs } from "./container-apps/environment";
import containerAppRows from "./container-apps/rows.json";
import { applicationActs, servicePrincipal } from "./entra/applications";
import { findPrincipal } from "./entra/directory";
import entraData from "./entra/data.json";
import entraRows from "./entra/rows.json";
import { find, isForeign } from "./ids";
import { machineLearningActs } from "./machine-learning/acts";
import machineLearningRows from "./machine-learning/rows.json";
import { networkActs } from "./network/networks";
import networkRows from "./network/rows.json";
import { subnetData } from "./network/subnet-data";
import { monitoringActs } from "./operations/monitoring";
import operationsRows from "./operations/rows.json";
import postgresqlRows from "./postgresql/rows.json";
import { postgresqlActs } from "./postgresql/server";
import { providerFacts } from "./provider";
import providerRows from "./provider.json";
import { resourceFacts } from "./resources/data";
import resourceData from "./resources/data.json";
import { groupActs } from "./resources/groups";
import resourceRows from "./resources/rows.json";
import { deploymentActs } from "./resources/template-deployment";
import { deployer, subscriptionId, tenantId } from "./session";
import { storageActs } from "./storage/account";
import storageRows from "./storage/rows.json";

/** What the rows of Azure may say besides attributes. */
const dialect: Dialect = {
  variables: (context) => {
    const { clientId: client, objectId: object } = deployer(context.account);
    const [subscription, tenant] = [subscriptionId(context), tenantId(context.account)];
    const login = `clientId=${client};objectId=${object};subscriptionId=${subscription};tenantId=${tenant}`;
    return {
      subscription,
      tenant,
      client,
      object,
      client_config: Buffer.from(`clientConfigs/${login}`).toString("base64"),
    };
  },
  isForeign,
  // Entra names principals by their object ids alone.
  find: (account, id) => find(account, id) ?? (findPrincipal(account, id) === undefined ? undefined : { id }),
};

const services: readonly Service[] = [
  [resourceRows, groupActs, deploymentActs],
  [networkRows, networkActs],
  [storageRows, storageActs],
  [postgresqlRows, postgresqlActs],
  [operationsRows, monitoringActs],
  [authorizationRows, roleAssignmentActs],
  [containerAppRows, environmentActs, appActs],
  [apiManagementRows, serviceActs, apiActs],
  [machineLearningRows, machineLearningActs],
];

/** What lies in an object goes with it. */
function withInner(rule: ResourceRule): ResourceRule {
  return {
    ...rule,
    delete: (context) => {
      rule.delete?.(context);
      removeWithin(context, String(context.prior.id));
    },
  };
}

/** The providers' own configurations: of azurerm, of azuread. */
const validations = rowRules(providerRows, dialect, {
  azurerm: { facts: providerFacts },
  azuread: { facts: providerFacts },
});

const azurerm: ProviderRules = {
  source: "hashicorp/azurerm",
  // A mark of the subscription, for a DNS record that everybody may read.
  notSecret: ["azurerm_container_app.custom_domain_verification_id"],
  validate: validations[0]?.validate,
  common: commonOf(Object.assign({}, ...services.map(([rows]) => rows)) as Rows, dialect),
  resources: services.flatMap(([rows, ...acts]) => rowRules(rows, dialect, ...acts)).map(withInner),
  dataSources: [...dataRules(resourceData, dialect, resourceFacts), subnetData],
};

/** Entra's objects are those of the tenant that the subscription trusts. */
const azuread: ProviderRules = {
  source: "hashicorp/azuread",
  sharesAccountOf: "hashicorp/azurerm",
  validate: validations[1]?.validate,
  resources: rowRules(entraRows, dialect, applicationActs),
  dataSources: [...dataRules(entraData, dialect), servicePrincipal],
};

/** How the simulated Azure behaves. */
export const rules: readonly ProviderRules[] = [azurerm, azuread];

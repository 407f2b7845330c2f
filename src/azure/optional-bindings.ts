import type * as appRoleAssignment from "@cdktf/provider-azuread/lib/app-role-assignment";
import type * as application from "@cdktf/provider-azuread/lib/application";
import type * as dataAzureadServicePrincipal from "@cdktf/provider-azuread/lib/data-azuread-service-principal";
import type * as servicePrincipal from "@cdktf/provider-azuread/lib/service-principal";
import type * as apiManagementApiDiagnostic from "@cdktf/provider-azurerm/lib/api-management-api-diagnostic";
import type * as apiManagementApiOperationPolicy from "@cdktf/provider-azurerm/lib/api-management-api-operation-policy";
import type * as apiManagementLogger from "@cdktf/provider-azurerm/lib/api-management-logger";
import type * as applicationInsights from "@cdktf/provider-azurerm/lib/application-insights";
import type * as consumptionBudgetResourceGroup from "@cdktf/provider-azurerm/lib/consumption-budget-resource-group";
import type * as containerRegistry from "@cdktf/provider-azurerm/lib/container-registry";
import type * as dataAzurermKeyVaultSecret from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret";
import type * as dataAzurermSubnet from "@cdktf/provider-azurerm/lib/data-azurerm-subnet";
import type * as federatedIdentityCredential from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import type * as keyVault from "@cdktf/provider-azurerm/lib/key-vault";
import type * as logAnalyticsWorkspace from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import type * as machineLearningDatastoreBlobstorage from "@cdktf/provider-azurerm/lib/machine-learning-datastore-blobstorage";
import type * as machineLearningWorkspace from "@cdktf/provider-azurerm/lib/machine-learning-workspace";
import type * as monitorActionGroup from "@cdktf/provider-azurerm/lib/monitor-action-group";
import type * as monitorAutoscaleSetting from "@cdktf/provider-azurerm/lib/monitor-autoscale-setting";
import type * as monitorDiagnosticSetting from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import type * as monitorMetricAlert from "@cdktf/provider-azurerm/lib/monitor-metric-alert";
import type * as networkSecurityGroup from "@cdktf/provider-azurerm/lib/network-security-group";
import type * as networkSecurityRule from "@cdktf/provider-azurerm/lib/network-security-rule";
import type * as postgresqlFlexibleServerFirewallRule from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule";
import type * as privateDnsARecord from "@cdktf/provider-azurerm/lib/private-dns-a-record";
import type * as privateDnsZone from "@cdktf/provider-azurerm/lib/private-dns-zone";
import type * as privateDnsZoneVirtualNetworkLink from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import type * as privateEndpoint from "@cdktf/provider-azurerm/lib/private-endpoint";
import type * as resourceGroupTemplateDeployment from "@cdktf/provider-azurerm/lib/resource-group-template-deployment";
import type * as roleDefinition from "@cdktf/provider-azurerm/lib/role-definition";
import type * as storageBlob from "@cdktf/provider-azurerm/lib/storage-blob";
import type * as subnet from "@cdktf/provider-azurerm/lib/subnet";
import type * as subnetNetworkSecurityGroupAssociation from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import type * as virtualNetwork from "@cdktf/provider-azurerm/lib/virtual-network";
import type * as timeStatic from "@cdktf/provider-time/lib/static-resource";

/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {
  apiManagementApiDiagnostic: (): typeof apiManagementApiDiagnostic =>
    require("@cdktf/provider-azurerm/lib/api-management-api-diagnostic"),
  apiManagementApiOperationPolicy: (): typeof apiManagementApiOperationPolicy =>
    require("@cdktf/provider-azurerm/lib/api-management-api-operation-policy"),
  apiManagementLogger: (): typeof apiManagementLogger => require("@cdktf/provider-azurerm/lib/api-management-logger"),
  appRoleAssignment: (): typeof appRoleAssignment => require("@cdktf/provider-azuread/lib/app-role-assignment"),
  application: (): typeof application => require("@cdktf/provider-azuread/lib/application"),
  applicationInsights: (): typeof applicationInsights => require("@cdktf/provider-azurerm/lib/application-insights"),
  consumptionBudgetResourceGroup: (): typeof consumptionBudgetResourceGroup =>
    require("@cdktf/provider-azurerm/lib/consumption-budget-resource-group"),
  containerRegistry: (): typeof containerRegistry => require("@cdktf/provider-azurerm/lib/container-registry"),
  dataAzureadServicePrincipal: (): typeof dataAzureadServicePrincipal =>
    require("@cdktf/provider-azuread/lib/data-azuread-service-principal"),
  dataAzurermKeyVaultSecret: (): typeof dataAzurermKeyVaultSecret =>
    require("@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret"),
  dataAzurermSubnet: (): typeof dataAzurermSubnet => require("@cdktf/provider-azurerm/lib/data-azurerm-subnet"),
  federatedIdentityCredential: (): typeof federatedIdentityCredential =>
    require("@cdktf/provider-azurerm/lib/federated-identity-credential"),
  keyVault: (): typeof keyVault => require("@cdktf/provider-azurerm/lib/key-vault"),
  logAnalyticsWorkspace: (): typeof logAnalyticsWorkspace =>
    require("@cdktf/provider-azurerm/lib/log-analytics-workspace"),
  machineLearningDatastoreBlobstorage: (): typeof machineLearningDatastoreBlobstorage =>
    require("@cdktf/provider-azurerm/lib/machine-learning-datastore-blobstorage"),
  machineLearningWorkspace: (): typeof machineLearningWorkspace =>
    require("@cdktf/provider-azurerm/lib/machine-learning-workspace"),
  monitorActionGroup: (): typeof monitorActionGroup => require("@cdktf/provider-azurerm/lib/monitor-action-group"),
  monitorAutoscaleSetting: (): typeof monitorAutoscaleSetting =>
    require("@cdktf/provider-azurerm/lib/monitor-autoscale-setting"),
  monitorDiagnosticSetting: (): typeof monitorDiagnosticSetting =>
    require("@cdktf/provider-azurerm/lib/monitor-diagnostic-setting"),
  monitorMetricAlert: (): typeof monitorMetricAlert => require("@cdktf/provider-azurerm/lib/monitor-metric-alert"),
  networkSecurityGroup: (): typeof networkSecurityGroup =>
    require("@cdktf/provider-azurerm/lib/network-security-group"),
  networkSecurityRule: (): typeof networkSecurityRule => require("@cdktf/provider-azurerm/lib/network-security-rule"),
  postgresqlFlexibleServerFirewallRule: (): typeof postgresqlFlexibleServerFirewallRule =>
    require("@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule"),
  privateDnsARecord: (): typeof privateDnsARecord => require("@cdktf/provider-azurerm/lib/private-dns-a-record"),
  privateDnsZone: (): typeof privateDnsZone => require("@cdktf/provider-azurerm/lib/private-dns-zone"),
  privateDnsZoneVirtualNetworkLink: (): typeof privateDnsZoneVirtualNetworkLink =>
    require("@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link"),
  privateEndpoint: (): typeof privateEndpoint => require("@cdktf/provider-azurerm/lib/private-endpoint"),
  resourceGroupTemplateDeployment: (): typeof resourceGroupTemplateDeployment =>
    require("@cdktf/provider-azurerm/lib/resource-group-template-deployment"),
  roleDefinition: (): typeof roleDefinition => require("@cdktf/provider-azurerm/lib/role-definition"),
  servicePrincipal: (): typeof servicePrincipal => require("@cdktf/provider-azuread/lib/service-principal"),
  storageBlob: (): typeof storageBlob => require("@cdktf/provider-azurerm/lib/storage-blob"),
  subnet: (): typeof subnet => require("@cdktf/provider-azurerm/lib/subnet"),
  subnetNetworkSecurityGroupAssociation: (): typeof subnetNetworkSecurityGroupAssociation =>
    require("@cdktf/provider-azurerm/lib/subnet-network-security-group-association"),
  timeStatic: (): typeof timeStatic => require("@cdktf/provider-time/lib/static-resource"),
  virtualNetwork: (): typeof virtualNetwork => require("@cdktf/provider-azurerm/lib/virtual-network"),
};

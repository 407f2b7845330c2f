import type * as googleCloudRunV2Service from "@cdktf/provider-google-beta/lib/google-cloud-run-v2-service";
import type * as googleProjectServiceIdentity from "@cdktf/provider-google-beta/lib/google-project-service-identity";
import type * as googleVertexAiEndpointIamMember from "@cdktf/provider-google-beta/lib/google-vertex-ai-endpoint-iam-member";
import type * as bigqueryDataset from "@cdktf/provider-google/lib/bigquery-dataset";
import type * as billingAccountIamMember from "@cdktf/provider-google/lib/billing-account-iam-member";
import type * as billingBudget from "@cdktf/provider-google/lib/billing-budget";
import type * as computeAddress from "@cdktf/provider-google/lib/compute-address";
import type * as computeForwardingRule from "@cdktf/provider-google/lib/compute-forwarding-rule";
import type * as computeNetwork from "@cdktf/provider-google/lib/compute-network";
import type * as computeSubnetwork from "@cdktf/provider-google/lib/compute-subnetwork";
import type * as dataGoogleBigqueryDefaultServiceAccount from "@cdktf/provider-google/lib/data-google-bigquery-default-service-account";
import type * as dataGoogleStorageProjectServiceAccount from "@cdktf/provider-google/lib/data-google-storage-project-service-account";
import type * as dnsManagedZone from "@cdktf/provider-google/lib/dns-managed-zone";
import type * as dnsRecordSet from "@cdktf/provider-google/lib/dns-record-set";
import type * as iamWorkloadIdentityPool from "@cdktf/provider-google/lib/iam-workload-identity-pool";
import type * as iamWorkloadIdentityPoolProvider from "@cdktf/provider-google/lib/iam-workload-identity-pool-provider";
import type * as iapWebCloudRunServiceIamMember from "@cdktf/provider-google/lib/iap-web-cloud-run-service-iam-member";
import type * as kmsCryptoKeyIamMember from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import type * as loggingProjectBucketConfig from "@cdktf/provider-google/lib/logging-project-bucket-config";
import type * as loggingProjectSink from "@cdktf/provider-google/lib/logging-project-sink";
import type * as monitoringAlertPolicy from "@cdktf/provider-google/lib/monitoring-alert-policy";
import type * as monitoringNotificationChannel from "@cdktf/provider-google/lib/monitoring-notification-channel";
import type * as projectIamCustomRole from "@cdktf/provider-google/lib/project-iam-custom-role";
import type * as serviceAccountIamMember from "@cdktf/provider-google/lib/service-account-iam-member";
import type * as vertexAiEndpoint from "@cdktf/provider-google/lib/vertex-ai-endpoint";
import type * as randomInteger from "@cdktf/provider-random/lib/integer";

/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {
  bigqueryDataset: (): typeof bigqueryDataset => require("@cdktf/provider-google/lib/bigquery-dataset"),
  billingAccountIamMember: (): typeof billingAccountIamMember =>
    require("@cdktf/provider-google/lib/billing-account-iam-member"),
  billingBudget: (): typeof billingBudget => require("@cdktf/provider-google/lib/billing-budget"),
  computeAddress: (): typeof computeAddress => require("@cdktf/provider-google/lib/compute-address"),
  computeForwardingRule: (): typeof computeForwardingRule =>
    require("@cdktf/provider-google/lib/compute-forwarding-rule"),
  computeNetwork: (): typeof computeNetwork => require("@cdktf/provider-google/lib/compute-network"),
  computeSubnetwork: (): typeof computeSubnetwork => require("@cdktf/provider-google/lib/compute-subnetwork"),
  dataGoogleBigqueryDefaultServiceAccount: (): typeof dataGoogleBigqueryDefaultServiceAccount =>
    require("@cdktf/provider-google/lib/data-google-bigquery-default-service-account"),
  dataGoogleStorageProjectServiceAccount: (): typeof dataGoogleStorageProjectServiceAccount =>
    require("@cdktf/provider-google/lib/data-google-storage-project-service-account"),
  dnsManagedZone: (): typeof dnsManagedZone => require("@cdktf/provider-google/lib/dns-managed-zone"),
  dnsRecordSet: (): typeof dnsRecordSet => require("@cdktf/provider-google/lib/dns-record-set"),
  googleCloudRunV2Service: (): typeof googleCloudRunV2Service =>
    require("@cdktf/provider-google-beta/lib/google-cloud-run-v2-service"),
  googleProjectServiceIdentity: (): typeof googleProjectServiceIdentity =>
    require("@cdktf/provider-google-beta/lib/google-project-service-identity"),
  googleVertexAiEndpointIamMember: (): typeof googleVertexAiEndpointIamMember =>
    require("@cdktf/provider-google-beta/lib/google-vertex-ai-endpoint-iam-member"),
  iamWorkloadIdentityPool: (): typeof iamWorkloadIdentityPool =>
    require("@cdktf/provider-google/lib/iam-workload-identity-pool"),
  iamWorkloadIdentityPoolProvider: (): typeof iamWorkloadIdentityPoolProvider =>
    require("@cdktf/provider-google/lib/iam-workload-identity-pool-provider"),
  iapWebCloudRunServiceIamMember: (): typeof iapWebCloudRunServiceIamMember =>
    require("@cdktf/provider-google/lib/iap-web-cloud-run-service-iam-member"),
  kmsCryptoKeyIamMember: (): typeof kmsCryptoKeyIamMember =>
    require("@cdktf/provider-google/lib/kms-crypto-key-iam-member"),
  loggingProjectBucketConfig: (): typeof loggingProjectBucketConfig =>
    require("@cdktf/provider-google/lib/logging-project-bucket-config"),
  loggingProjectSink: (): typeof loggingProjectSink => require("@cdktf/provider-google/lib/logging-project-sink"),
  monitoringAlertPolicy: (): typeof monitoringAlertPolicy =>
    require("@cdktf/provider-google/lib/monitoring-alert-policy"),
  monitoringNotificationChannel: (): typeof monitoringNotificationChannel =>
    require("@cdktf/provider-google/lib/monitoring-notification-channel"),
  projectIamCustomRole: (): typeof projectIamCustomRole =>
    require("@cdktf/provider-google/lib/project-iam-custom-role"),
  serviceAccountIamMember: (): typeof serviceAccountIamMember =>
    require("@cdktf/provider-google/lib/service-account-iam-member"),
  randomInteger: (): typeof randomInteger => require("@cdktf/provider-random/lib/integer"),
  vertexAiEndpoint: (): typeof vertexAiEndpoint => require("@cdktf/provider-google/lib/vertex-ai-endpoint"),
};

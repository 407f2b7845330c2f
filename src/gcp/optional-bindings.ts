import type * as googleProjectServiceIdentity from "@cdktf/provider-google-beta/lib/google-project-service-identity";
import type * as computeAddress from "@cdktf/provider-google/lib/compute-address";
import type * as computeForwardingRule from "@cdktf/provider-google/lib/compute-forwarding-rule";
import type * as computeNetwork from "@cdktf/provider-google/lib/compute-network";
import type * as computeSubnetwork from "@cdktf/provider-google/lib/compute-subnetwork";
import type * as dataGoogleStorageProjectServiceAccount from "@cdktf/provider-google/lib/data-google-storage-project-service-account";
import type * as dnsManagedZone from "@cdktf/provider-google/lib/dns-managed-zone";
import type * as dnsRecordSet from "@cdktf/provider-google/lib/dns-record-set";
import type * as kmsCryptoKeyIamMember from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";

/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {
  computeAddress: (): typeof computeAddress => require("@cdktf/provider-google/lib/compute-address"),
  computeForwardingRule: (): typeof computeForwardingRule =>
    require("@cdktf/provider-google/lib/compute-forwarding-rule"),
  computeNetwork: (): typeof computeNetwork => require("@cdktf/provider-google/lib/compute-network"),
  computeSubnetwork: (): typeof computeSubnetwork => require("@cdktf/provider-google/lib/compute-subnetwork"),
  dataGoogleStorageProjectServiceAccount: (): typeof dataGoogleStorageProjectServiceAccount =>
    require("@cdktf/provider-google/lib/data-google-storage-project-service-account"),
  dnsManagedZone: (): typeof dnsManagedZone => require("@cdktf/provider-google/lib/dns-managed-zone"),
  dnsRecordSet: (): typeof dnsRecordSet => require("@cdktf/provider-google/lib/dns-record-set"),
  googleProjectServiceIdentity: (): typeof googleProjectServiceIdentity =>
    require("@cdktf/provider-google-beta/lib/google-project-service-identity"),
  kmsCryptoKeyIamMember: (): typeof kmsCryptoKeyIamMember =>
    require("@cdktf/provider-google/lib/kms-crypto-key-iam-member"),
};

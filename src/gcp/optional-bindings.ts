import type * as googleCloudRunV2Service from "@cdktf/provider-google-beta/lib/google-cloud-run-v2-service";
import type * as googleProjectServiceIdentity from "@cdktf/provider-google-beta/lib/google-project-service-identity";
import type * as iapWebCloudRunServiceIamMember from "@cdktf/provider-google/lib/iap-web-cloud-run-service-iam-member";

/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {
  googleCloudRunV2Service: (): typeof googleCloudRunV2Service =>
    require("@cdktf/provider-google-beta/lib/google-cloud-run-v2-service"),
  googleProjectServiceIdentity: (): typeof googleProjectServiceIdentity =>
    require("@cdktf/provider-google-beta/lib/google-project-service-identity"),
  iapWebCloudRunServiceIamMember: (): typeof iapWebCloudRunServiceIamMember =>
    require("@cdktf/provider-google/lib/iap-web-cloud-run-service-iam-member"),
};

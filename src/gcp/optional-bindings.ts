import type * as billingBudget from "@cdktf/provider-google/lib/billing-budget";
import type * as loggingProjectBucketConfig from "@cdktf/provider-google/lib/logging-project-bucket-config";
import type * as loggingProjectSink from "@cdktf/provider-google/lib/logging-project-sink";
import type * as monitoringAlertPolicy from "@cdktf/provider-google/lib/monitoring-alert-policy";
import type * as monitoringNotificationChannel from "@cdktf/provider-google/lib/monitoring-notification-channel";

/** Bindings of optional resources. Each is loaded when its first resource is created. */
export const OptionalBindings = {
  billingBudget: (): typeof billingBudget => require("@cdktf/provider-google/lib/billing-budget"),
  loggingProjectBucketConfig: (): typeof loggingProjectBucketConfig =>
    require("@cdktf/provider-google/lib/logging-project-bucket-config"),
  loggingProjectSink: (): typeof loggingProjectSink => require("@cdktf/provider-google/lib/logging-project-sink"),
  monitoringAlertPolicy: (): typeof monitoringAlertPolicy =>
    require("@cdktf/provider-google/lib/monitoring-alert-policy"),
  monitoringNotificationChannel: (): typeof monitoringNotificationChannel =>
    require("@cdktf/provider-google/lib/monitoring-notification-channel"),
};

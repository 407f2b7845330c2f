import { permissions, policyPermissions, type Roles, type Row } from "../row";

const MONITORING: Roles = { deploy: ["roles/monitoring.editor"], plan: ["roles/monitoring.viewer"] };
const LOGGING: Roles = { deploy: ["roles/logging.configWriter"], plan: ["roles/logging.viewer"] };

/** Alarms, logs, costs and the services of the project. */
export const OPERATIONS: Readonly<Record<string, Row>> = {
  google_monitoring_alert_policy: { ...MONITORING, ...permissions("monitoring.alertPolicies") },
  google_monitoring_notification_channel: { ...MONITORING, ...permissions("monitoring.notificationChannels") },
  google_logging_project_bucket_config: { ...LOGGING, ...permissions("logging.buckets") },
  google_logging_project_sink: { ...LOGGING, ...permissions("logging.sinks") },
  google_billing_budget: {
    deploy: ["roles/billing.costsManager"],
    plan: ["roles/billing.viewer"],
    ...permissions("billing.budgets"),
    on: "billing_account",
  },
  google_billing_account_iam_member: {
    deploy: ["roles/billing.admin"],
    plan: ["roles/billing.viewer"],
    ...policyPermissions("billing.accounts"),
    on: "billing_account_id",
  },
  google_project_service: {
    deploy: ["roles/serviceusage.serviceUsageAdmin"],
    plan: ["roles/serviceusage.serviceUsageViewer"],
    read: "serviceusage.services.get serviceusage.services.list",
    write: "serviceusage.services.enable serviceusage.services.disable",
  },
  // Nothing is read: the provider asks for the agent at creation alone.
  google_project_service_identity: {
    deploy: ["roles/serviceusage.serviceUsageAdmin"],
    plan: [],
    read: "",
    write: "serviceusage.services.enable",
  },
};

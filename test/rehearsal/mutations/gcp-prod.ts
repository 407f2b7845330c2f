import { addresses, INSTANCE, listOf, SERVICE, template } from "./gcp-dev";
import { ALL, set, without, WORD, type Mutation } from "./mutation";

const ENDPOINT = "google_compute_forwarding_rule";
const NETWORK = "google_compute_network";
const SUBNETWORK = "google_compute_subnetwork";
const ZONE = "google_dns_managed_zone";
const RECORD = "google_dns_record_set";
const MEMBER = "google_iap_web_cloud_run_service_iam_member";
const UI = /UiAccess/;
const OTHER_NETWORK = "projects/mlops-rehearsal/global/networks/another";

/** Kinds of resource that gcp-prod has with everything that may be set, and gcp-dev has not. */
export const GCP_PROD: readonly Mutation[] = [
  {
    type: "google_billing_budget",
    what: "taken away",
    change: without("google_billing_budget"),
    green: "nothing costs money in a rehearsal",
  },
  {
    type: SERVICE,
    what: "the UI is open to everybody",
    change: set(SERVICE, UI, { iap_enabled: false, invoker_iam_disabled: true }),
    red: /strangers: google_cloud_run_v2_service .*-ui: an anonymous caller gets in by its address/,
  },
  {
    type: SERVICE,
    what: "in no network",
    change: template((all) => (all.vpc_access = [])),
    red: /service: .*it is in no network/,
  },
  {
    type: SERVICE,
    what: "the UI's account may not read the database's address",
    change: (copy) =>
      copy.edit(SERVICE, UI, (service) => {
        for (const each of listOf(service, "template")) each.service_account = "";
      }),
    red: /service: .*Permission denied on secret/,
  },
  {
    type: "google_cloud_run_v2_service_iam_member",
    what: "the sign-in may not call the UI",
    change: without("google_cloud_run_v2_service_iam_member", UI),
    red: /sign-in: /,
  },
  {
    type: "google_cloud_run_v2_service_iam_member",
    what: "everybody may call the UI",
    change: set("google_cloud_run_v2_service_iam_member", UI, { member: "allUsers" }),
    green: "the sign-in stands in front of the service, whoever may call it",
  },
  {
    type: "google_compute_address",
    what: "taken away",
    change: without("google_compute_address"),
    green: "the endpoint keeps its address, and Google gives away no address that is in use",
  },
  { type: ENDPOINT, what: "taken away", change: without(ENDPOINT), red: /containers: .*MLFLOW_BACKEND_STORE_URI/ },
  {
    type: ENDPOINT,
    what: "leads to another database",
    change: set(ENDPOINT, ALL, { target: `projects/another-tp/regions/europe-west1/serviceAttachments/${WORD}` }),
    red: /containers: .*MLFLOW_BACKEND_STORE_URI/,
  },
  {
    type: ENDPOINT,
    what: "in another network",
    change: set(ENDPOINT, ALL, { network: OTHER_NETWORK }),
    red: /containers: .*the endpoint is in another network than the service/,
  },
  { type: NETWORK, what: "taken away", change: without(NETWORK), red: /service: .*the network .* was not found/ },
  {
    type: SUBNETWORK,
    what: "taken away",
    change: without(SUBNETWORK),
    red: /service: .*the subnetwork .* was not found/,
  },
  {
    type: SUBNETWORK,
    what: "in another region",
    change: set(SUBNETWORK, ALL, { region: "us-central1" }),
    red: /service: .*the subnetwork .* is not in europe-west1/,
  },
  {
    type: ZONE,
    what: "taken away",
    change: without(ZONE),
    red: /containers: .*no private DNS zone of the service's network/,
  },
  {
    type: ZONE,
    what: "seen by another network",
    change: set(ZONE, ALL, { private_visibility_config: [{ networks: [{ network_url: OTHER_NETWORK }] }] }),
    red: /containers: .*no private DNS zone of the service's network/,
  },
  { type: RECORD, what: "taken away", change: without(RECORD), red: /containers: .*MLFLOW_BACKEND_STORE_URI/ },
  {
    type: RECORD,
    what: "another address",
    change: set(RECORD, ALL, { rrdatas: ["10.99.0.1"] }),
    red: /containers: .*MLFLOW_BACKEND_STORE_URI/,
  },
  {
    type: MEMBER,
    what: "everybody signs in",
    change: set(MEMBER, ALL, { member: "allUsers" }),
    red: /strangers: google_iap_web_cloud_run_service_iam_member .*: anybody on the internet gets in by a role for everybody/,
  },
  {
    type: MEMBER,
    what: "taken away",
    change: without(MEMBER),
    red: /sign-in: /,
  },
  {
    type: "google_kms_crypto_key_iam_member",
    what: "Cloud Storage may not use the key",
    change: without("google_kms_crypto_key_iam_member", /ArtifactStore/),
    red: /containers: .*Cloud Storage may not use .*, the key of the bucket/,
  },
  {
    type: "google_kms_crypto_key_iam_member",
    what: "Cloud SQL may not use the key",
    change: without("google_kms_crypto_key_iam_member", /BackendStore/),
    red: /containers: .*does not answer: Cloud SQL may not use the key/,
  },
  {
    type: "google_kms_crypto_key_iam_member",
    what: "everybody may use the key",
    change: set("google_kms_crypto_key_iam_member", ALL, { member: "allUsers" }),
    red: /strangers: google_kms_crypto_key_iam_member .*: anybody on the internet gets in by a role for everybody/,
  },
  {
    type: "google_logging_project_bucket_config",
    what: "taken away",
    change: without("google_logging_project_bucket_config"),
    green: "no request is logged in a rehearsal",
  },
  {
    type: "google_logging_project_sink",
    what: "disabled",
    change: set("google_logging_project_sink", ALL, { disabled: true }),
    green: "no request is logged in a rehearsal",
  },
  {
    type: "google_monitoring_alert_policy",
    what: "disabled",
    change: set("google_monitoring_alert_policy", ALL, { enabled: false }),
    green: "no metric is measured in a rehearsal",
  },
  {
    type: "google_monitoring_notification_channel",
    what: "nobody is told",
    change: set("google_monitoring_notification_channel", ALL, { enabled: false }),
    green: "no alert is raised in a rehearsal",
  },
  {
    type: INSTANCE,
    what: "does not accept the endpoint",
    change: addresses((held) => (held.psc_config = [{ psc_enabled: true, allowed_consumer_projects: [] }])),
    red: /containers: .*the endpoint is not accepted/,
  },
  {
    type: INSTANCE,
    what: "takes the connector alone",
    change: addresses((_, settings) => (settings.connector_enforcement = "REQUIRED")),
    red: /containers: .*the instance rejects direct connections/,
  },
];

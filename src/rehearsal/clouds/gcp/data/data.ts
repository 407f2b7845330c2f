import { text } from "../../../simulator/readers";
import { UNKNOWN, type DataSourceRule } from "../../../simulator/rule";
import { bigQueryAgent, madeAgents, storageAgent } from "../iam/agents";
import { needEnabled } from "../services/enabled";
import { projectOf } from "../session";

const DOCS = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/";

/** Cloud Storage makes its agent when it is asked for it. */
export const storageProjectServiceAccount: DataSourceRule = {
  type: "google_storage_project_service_account",
  cites: `${DOCS}storage_project_service_account`,
  read: ({ account, values, provider }) => {
    needEnabled(account, "storage.googleapis.com");
    const email = storageAgent();
    if (values.project === UNKNOWN) values.project = projectOf(account, text(provider, "project"));
    Object.assign(values, { id: email, email_address: email, member: `serviceAccount:${email}` });
  },
};

/** BigQuery makes its agent when it is asked for it. */
export const bigQueryServiceAccount: DataSourceRule = {
  type: "google_bigquery_default_service_account",
  cites: `${DOCS}bigquery_default_service_account`,
  read: ({ account, values, provider }) => {
    needEnabled(account, "bigquery.googleapis.com");
    const email = bigQueryAgent();
    madeAgents(account).push("bigquery.googleapis.com");
    if (values.project === UNKNOWN) values.project = projectOf(account, text(provider, "project"));
    Object.assign(values, { id: email, email, member: `serviceAccount:${email}` });
  },
};

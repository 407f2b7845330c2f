import { text } from "../../../simulator/readers";
import { UNKNOWN, type DataSourceRule } from "../../../simulator/rule";
import { storageAgent } from "../iam/agents";
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

import { text } from "../../../simulator/readers";
import { UNKNOWN, type DataSourceRule } from "../../../simulator/rule";
import { refuse } from "../../../simulator/writers";
import { storageAgent } from "../iam/agents";
import { needEnabled } from "../services/enabled";
import { billingAccount, isOwnProject, projectNumber, projectOf } from "../session";

const DOCS = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/";

export const project: DataSourceRule = {
  type: "google_project",
  cites: `${DOCS}project`,
  read: ({ account, config, values, provider }) => {
    const own = projectOf(account, text(provider, "project"));
    const asked = (text(config, "project_id") ?? own).replace(/^projects\//, "");
    if (!isOwnProject(account, asked))
      refuse(`the user does not have permission to access Project "${asked}" or it may not exist`, "project_id");
    Object.assign(values, {
      id: `projects/${own}`,
      project_id: own,
      number: projectNumber(),
      name: "Rehearsal",
      org_id: "",
      folder_id: "",
      billing_account: billingAccount(),
      labels: {},
      effective_labels: {},
      terraform_labels: {},
    });
  },
};

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

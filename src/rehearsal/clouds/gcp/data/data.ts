import { text } from "../../../simulator/readers";
import { UNKNOWN, type DataSourceRule } from "../../../simulator/rule";
import { bigQueryAgent, madeAgents, storageAgent } from "../iam/agents";
import { needEnabled } from "../services/enabled";
import { projectOf } from "../session";

const DOCS = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/";

/** The agent of a service, which the service makes when it is asked for it. */
function agentRule(name: string, service: string, attribute: string, agent: () => string): DataSourceRule {
  return {
    type: `google_${name}`,
    cites: DOCS + name,
    read: ({ account, values, provider }) => {
      needEnabled(account, service);
      const email = agent();
      madeAgents(account).push(service);
      if (values.project === UNKNOWN) values.project = projectOf(account, text(provider, "project"));
      Object.assign(values, { id: email, [attribute]: email, member: `serviceAccount:${email}` });
    },
  };
}

export const storageProjectServiceAccount = agentRule(
  "storage_project_service_account",
  "storage.googleapis.com",
  "email_address",
  storageAgent,
);

export const bigQueryServiceAccount = agentRule(
  "bigquery_default_service_account",
  "bigquery.googleapis.com",
  "email",
  bigQueryAgent,
);

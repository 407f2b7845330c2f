import { gcp } from "../../../src/rehearsal/clouds/gcp";
import { audiencesOf, exchange } from "../../../src/rehearsal/clouds/gcp/iam/federation";
import { policyOf } from "../../../src/rehearsal/clouds/gcp/iam/policies";
import { projectOf } from "../../../src/rehearsal/clouds/gcp/session";
import type { Account } from "../../../src/rehearsal/simulator";
import { all } from "../../../src/rehearsal/simulator/account";
import { REPOSITORY } from "../../gcp/ci-access/fixture";
import { replaced, set, without, type Mutation } from "./mutation";

const POOL = "google_iam_workload_identity_pool";
const PROVIDER = "google_iam_workload_identity_pool_provider";
const TRUST = "google_service_account_iam_member";
const GRANT = "google_project_iam_member";

/** Changes of what gcp-ci applies. */
export const GCP_CI: readonly Mutation[] = [
  {
    type: "google_project_service",
    what: "that which exchanges tokens is not enabled",
    change: without("google_project_service", /_sts_/),
    red: /pipelines: a job of gcp-dev does not act as mlops-gcp-dev-deploy/,
  },
  {
    type: POOL,
    what: "disabled",
    change: set(POOL, /./, { disabled: true }),
    red: /pipelines: a job of gcp-dev does not act as/,
  },
  {
    type: PROVIDER,
    what: "another issuer",
    change: set(PROVIDER, /./, { oidc: [{ issuer_uri: "https://gitlab.com" }] }),
    red: /pipelines: a job of gcp-dev does not act as/,
  },
  {
    type: PROVIDER,
    what: "the condition names another repository",
    change: replaced(PROVIDER, /./, "attribute_condition", REPOSITORY, "another-org/my-platform"),
    red: /pipelines: a job of gcp-dev does not act as/,
  },
  {
    type: PROVIDER,
    what: "without its condition",
    change: set(PROVIDER, /./, { attribute_condition: null }),
    red: /strangers: google_service_account mlops-gcp-dev-deploy: a job of the environment on another branch/,
  },
  {
    type: "google_service_account",
    what: "that of deploys is taken away",
    change: without("google_service_account", /Deploy/),
    red: /pipelines: no account mlops-gcp-dev-deploy/,
  },
  {
    type: TRUST,
    what: "the whole pool may act as the accounts",
    change: (copy) => {
      replaced(TRUST, /./, "member", /\/subject\/.*/, "/*")(copy);
      replaced(TRUST, /./, "member", "principal:", "principalSet:")(copy);
    },
    red: /strangers: google_service_account mlops-gcp-dev-deploy: every job that the pool admits/,
  },
  {
    type: TRUST,
    what: "that of deploys trusts jobs that plan",
    change: replaced(TRUST, /Deploy/, "member", /$/, "-plan"),
    red: /strangers: google_service_account mlops-gcp-dev-deploy: a job that only plans/,
  },
  {
    type: GRANT,
    what: "a role of plans is roles/run.admin",
    change: set(GRANT, /Plan_Role-roles--runviewer/, { role: "roles/run.admin" }),
    red: /strangers: writing, as mlops-gcp-dev-plan: a job that only plans/,
  },
  {
    type: GRANT,
    what: "those of plans are taken away",
    change: without(GRANT, /Plan/),
    red: /pipelines: mlops-gcp-dev-plan must have roles\/run.viewer/,
  },
  {
    type: "random_id",
    what: "another suffix",
    change: set("random_id", /./, { hex: "00000000" }),
    green: "names that were made with it stay",
  },
];

/** A role that each account must have, and the environments of the jobs that act as it. */
const ACCOUNTS = [
  { name: "mlops-gcp-dev-plan", jobs: ["gcp-dev-plan", "gcp-dev-plan-main"], role: "roles/run.viewer" },
  { name: "mlops-gcp-dev-deploy", jobs: ["gcp-dev"], role: "roles/run.admin" },
];

/** What is wrong with the accounts of the pipelines, as a rehearsal says it. */
export async function gcpCiProblems(accounts: ReadonlyMap<string, Account>): Promise<string[]> {
  const account = accounts.get("hashicorp/google");
  if (account === undefined) throw new Error("no account");
  const said = (await gcp.attempts(accounts)).flatMap(({ who, target, by }) =>
    by === undefined ? [] : [`strangers: ${target}: ${who} gets in by ${by}`],
  );
  const [provider = {}] = all(account, PROVIDER);
  const granted = policyOf(account, `projects/${projectOf(account)}`);
  for (const { name, jobs, role } of ACCOUNTS) {
    const service = all(account, "google_service_account").find((each) => each.account_id === name);
    if (service === undefined) said.push(`pipelines: no account ${name}`);
    const email = String(service?.email);
    for (const job of jobs) {
      const acts = await exchange(account, String(provider.name), email, {
        issuer: "https://token.actions.githubusercontent.com",
        subject: `repo:${REPOSITORY}:environment:${job}`,
        audience: audiencesOf(provider)[0] ?? "",
      });
      if (!acts) said.push(`pipelines: a job of ${job} does not act as ${name}`);
    }
    if (!granted.some((grant) => grant.role === role && grant.member === `serviceAccount:${email}`))
      said.push(`pipelines: ${name} must have ${role}`);
  }
  return said;
}

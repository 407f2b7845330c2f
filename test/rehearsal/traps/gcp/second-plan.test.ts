import { runTrap, type TrapResult } from "../trap";
import { instance, PROJECT, rules, stackOf } from "./stack";

const budget = (project: string) => ({
  billing_account: "0X0X0X-0X0X0X-0X0X0X",
  amount: [{ specified_amount: [{ units: "10" }] }],
  budget_filter: [{ projects: [`projects/${project}`] }],
});
const GRANT = { project: PROJECT, role: "roles/cloudsql.client", member: "${google_service_account.mlflow.member}" };
const ENABLED = { google_project_service: { budgets: { service: "billingbudgets.googleapis.com" } } };
const WAIT = { depends_on: ["google_project_service.budgets"] };

/** A stack that applies, with what a plan after it does not leave alone. */
const config = stackOf(ENABLED, {
  google_service_account: { mlflow: { account_id: "mlops-mlflow" } },
  google_project_iam_member: { client: GRANT },
  google_sql_database_instance: { grown: instance("mlops-grown", { disk_size: 10 }), free: instance("mlops-free") },
  google_billing_budget: { id: { ...budget(PROJECT), ...WAIT }, number: { ...budget("123456789012"), ...WAIT } },
});

let result: TrapResult;
beforeAll(async () => {
  result = await runTrap({
    config,
    rules,
    // Cloud SQL enlarges disks that are full; somebody makes the account again, which takes its roles away.
    meanwhile: (accounts) => {
      const account = accounts.get("hashicorp/google");
      for (const { values } of account?.list("google_sql_database_instance") ?? [])
        if (Array.isArray(values.settings)) Object.assign(values.settings[0] ?? {}, { disk_size: 25 });
      for (const { type, id } of account?.list("google_project_iam_member") ?? []) account?.remove(type, id);
    },
  });
}, 120_000);

test("the stack itself is taken", () => {
  expect(result.errors).toEqual([]);
});

test.each([
  ["a database whose disk has grown beyond what is written", "google_sql_database_instance.grown", "replace"],
  ["a budget that names the project by its ID", "google_billing_budget.id", "update"],
  ["a role that somebody took away", "google_project_iam_member.client", "create"],
])("no plan is empty with %s", (_what, address, action) => {
  expect(result.changes[address]).toBe(action);
});

test("nothing else is changed again", () => {
  expect(Object.keys(result.changes)).toHaveLength(3);
});

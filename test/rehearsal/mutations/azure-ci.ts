import { azure } from "../../../src/rehearsal/clouds/azure";
import { allowsAction } from "../../../src/rehearsal/clouds/azure/authorization/actions";
import { exchange } from "../../../src/rehearsal/clouds/azure/entra/federation";
import { GRAPH_PERMISSIONS } from "../../../src/rehearsal/clouds/azure/entra/graph";
import type { Account } from "../../../src/rehearsal/simulator";
import { all } from "../../../src/rehearsal/simulator/account";
import { REPOSITORY } from "../../azure/ci-access/fixture";
import { replaced, set, without, type Mutation } from "./mutation";

const CREDENTIAL = "azurerm_federated_identity_credential";
const ASSIGNMENT = "azurerm_role_assignment";

/** Changes of what azure-ci applies. */
export const AZURE_CI: readonly Mutation[] = [
  {
    type: "azurerm_resource_group",
    what: "the one of the pipelines is taken away",
    change: without("azurerm_resource_group"),
    green: "identities stay in a copy; a real group takes them along",
  },
  {
    type: "azurerm_user_assigned_identity",
    what: "that of deploys is taken away",
    change: without("azurerm_user_assigned_identity", /Deploy/),
    red: /pipelines: a job of azure-dev gets no identity mlops-azure-dev-deploy/,
  },
  {
    type: CREDENTIAL,
    what: "another audience",
    change: set(CREDENTIAL, /Deploy/, { audience: ["sts.amazonaws.com"] }),
    red: /pipelines: a job of azure-dev gets no identity/,
  },
  {
    type: CREDENTIAL,
    what: "another repository",
    change: replaced(CREDENTIAL, /Deploy/, "subject", REPOSITORY, "another-org/my-platform"),
    red: /pipelines: a job of azure-dev gets no identity/,
  },
  {
    type: CREDENTIAL,
    what: "that of deploys trusts jobs that plan",
    change: replaced(CREDENTIAL, /Deploy/, "subject", /$/, "-plan"),
    red: /strangers: azurerm_user_assigned_identity mlops-azure-dev-deploy: a job that only plans/,
  },
  {
    type: ASSIGNMENT,
    what: "that of plans is Contributor",
    change: set(ASSIGNMENT, /Plan_Role-Reader/, { role_definition_name: "Contributor" }),
    red: /strangers: writing, as mlops-azure-dev-plan: a job that only plans/,
  },
  {
    type: ASSIGNMENT,
    what: "that of plans is taken away",
    change: without(ASSIGNMENT, /Plan/),
    red: /pipelines: mlops-azure-dev-plan must be allowed Microsoft.App\/containerApps\/read/,
  },
  {
    type: "azurerm_role_definition",
    what: "lists no secrets",
    change: set("azurerm_role_definition", /./, { permissions: [{ actions: [] }] }),
    red: /pipelines: mlops-azure-dev-plan must be allowed Microsoft.App\/containerApps\/listSecrets\/action/,
  },
  {
    type: "azurerm_role_definition",
    what: "allows all",
    change: set("azurerm_role_definition", /./, { permissions: [{ actions: ["*"] }] }),
    red: /strangers: writing, as mlops-azure-dev-plan/,
  },
  {
    type: "azuread_app_role_assignment",
    what: "that of the pipelines is taken away",
    change: without("azuread_app_role_assignment"),
    red: /pipelines: mlops-azure-dev-plan must have Application.Read.All/,
  },
];

const APP = "Microsoft.App/containerApps";

/** What each identity may do, and the environments of the jobs that get it. */
const IDENTITIES = [
  {
    name: "mlops-azure-dev-plan",
    jobs: ["azure-dev-plan", "azure-dev-plan-main"],
    may: [`${APP}/read`, `${APP}/listSecrets/action`],
    permission: "Application.Read.All",
  },
  {
    name: "mlops-azure-dev-deploy",
    jobs: ["azure-dev"],
    may: [`${APP}/read`, `${APP}/listSecrets/action`, `${APP}/write`, "Microsoft.Authorization/roleAssignments/write"],
    permission: "Application.ReadWrite.OwnedBy",
  },
];

/** What is wrong with the identities of the pipelines, as a rehearsal says it. */
export async function azureCiProblems(accounts: ReadonlyMap<string, Account>): Promise<string[]> {
  const account = accounts.get("hashicorp/azurerm");
  if (account === undefined) throw new Error("no account");
  const said = (await azure.attempts(accounts)).flatMap(({ who, target, by }) =>
    by === undefined ? [] : [`strangers: ${target}: ${who} gets in by ${by}`],
  );
  for (const { name, jobs, may, permission } of IDENTITIES) {
    const identity = all(account, "azurerm_user_assigned_identity").find((each) => each.name === name);
    const [, subscription = ""] = /\/subscriptions\/([^/]+)/.exec(String(identity?.id)) ?? [];
    for (const job of jobs) {
      const principal = await exchange(account, String(identity?.client_id), {
        issuer: "https://token.actions.githubusercontent.com",
        subject: `repo:${REPOSITORY}:environment:${job}`,
        audience: "api://AzureADTokenExchange",
      });
      if (principal === undefined) said.push(`pipelines: a job of ${job} gets no identity ${name}`);
    }
    const principal = String(identity?.principal_id);
    for (const action of may)
      if (!allowsAction(account, principal, action, `/subscriptions/${subscription}`))
        said.push(`pipelines: ${name} must be allowed ${action}`);
    const permissions = all(account, "azuread_app_role_assignment").filter(
      (each) => each.principal_object_id === principal,
    );
    if (!permissions.some((each) => each.app_role_id === GRAPH_PERMISSIONS[permission]))
      said.push(`pipelines: ${name} must have ${permission}`);
  }
  return said;
}

import type { SynthesizedStack } from "../../inspect/stack";
import { googleProject } from "../credentials";
import { bad, good, wish, type Finding } from "./finding";
import { Gcloud, GcloudError } from "./gcloud";

const INSTALL = "Install the Google Cloud CLI (https://cloud.google.com/sdk/docs/install) to check the project";

/** What Terraform needs before it can enable anything: every read of a service asks Resource Manager. */
const FIRST_SERVICES = ["serviceusage.googleapis.com", "cloudresourcemanager.googleapis.com", "iam.googleapis.com"];

/** Without it the project's billing account is read as empty, before anything is enabled. */
const BILLING_SERVICE = "cloudbilling.googleapis.com";

/**
 * Roles that invoke every Cloud Run service of a project.
 * @see https://cloud.google.com/run/docs/reference/iam/roles
 */
const INVOKERS = ["owner", "editor", "run.admin", "run.invoker", "run.servicesInvoker"].map((role) => `roles/${role}`);

/** What a Google project must be for the stack. Nothing is asked for a stack of another cloud. */
export async function checkGoogleProject(stack: SynthesizedStack, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const [block] = stack.providers.google ?? [];
  if (block === undefined) return [];
  const project = googleProject(block, env);
  // The check of the credentials reports it.
  if (project === undefined) return [];
  const gcloud = Gcloud.find(env, project);
  if (gcloud === undefined) return [wish(`project ${project}: gcloud is not on the PATH. ${INSTALL}`)];
  return Promise.all([
    attempt(`project ${project}: its services could not be read`, () => services(gcloud, project, servicesOf(stack))),
    attempt(`project ${project}: its IAM policy could not be read`, () => invokers(gcloud, project)),
    ...(hasPublicDatabase(stack)
      ? [attempt("organization policy sql.restrictPublicIp could not be read", () => publicAddresses(gcloud))]
      : []),
    attempt("organization policy iam.allowedPolicyMemberDomains could not be read", () => domains(gcloud)),
  ]);
}

async function attempt(what: string, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GcloudError)) throw error;
    return wish(`${what}: ${error.message}. Run: gcloud auth login, or ask an administrator of the project`);
  }
}

function servicesOf({ resources }: SynthesizedStack): string[] {
  return resources.some(({ type }) => type === "google_billing_budget")
    ? [...FIRST_SERVICES, BILLING_SERVICE]
    : FIRST_SERVICES;
}

async function services(gcloud: Gcloud, project: string, wanted: readonly string[]): Promise<Finding> {
  const remedy = `Run: gcloud services enable ${wanted.join(" ")} --project ${project}`;
  try {
    const enabled = await gcloud.ask<{ readonly config?: { readonly name?: string } }[]>(
      "services",
      "list",
      "--enabled",
    );
    const names = new Set(enabled.map(({ config }) => config?.name));
    const missing = wanted.filter((name) => !names.has(name));
    return missing.length === 0
      ? good(`project ${project}: the services that Terraform starts with are enabled`)
      : bad(
          `project ${project}: Terraform starts with services that are not enabled: ${missing.join(", ")}. ${remedy}`,
        );
  } catch (error) {
    // Service Usage itself lists services.
    if (error instanceof GcloudError && /SERVICE_DISABLED|has not been used in project|is disabled/.test(error.message))
      return bad(`project ${project}: Terraform starts with services that are not enabled. ${remedy}`);
    throw error;
  }
}

interface IamPolicy {
  readonly bindings?: readonly { readonly role: string; readonly members?: readonly string[] }[];
}

/** The named exception to "only the gateway": roles on the project count for every service in it. */
async function invokers(gcloud: Gcloud, project: string): Promise<Finding> {
  const { bindings = [] } = await gcloud.ask<IamPolicy>("projects", "get-iam-policy", project);
  const found = bindings
    .filter(({ role }) => INVOKERS.includes(role))
    .flatMap(({ role, members = [] }) => members.map((member) => `${member} (${role})`));
  return found.length === 0
    ? good(`project ${project}: no role on the project invokes Cloud Run past the gateway`)
    : wish(
        `project ${project}: besides the gateway, roles on the project invoke Cloud Run: ${found.join(", ")}. ` +
          "Use a project of its own for the platform, and grant few of these roles in it",
      );
}

function hasPublicDatabase({ resources }: SynthesizedStack): boolean {
  return resources.some(
    ({ type, values }) =>
      type === "google_sql_database_instance" && /"ipv4_enabled":\s*true/.test(JSON.stringify(values.settings)),
  );
}

interface OrganizationPolicy {
  readonly booleanPolicy?: { readonly enforced?: boolean };
  readonly listPolicy?: {
    readonly allowedValues?: readonly string[];
    readonly deniedValues?: readonly string[];
    readonly allValues?: string;
  };
}

/** Resource Manager's policies: the newer service would have to be enabled. */
const effective = (gcloud: Gcloud, constraint: string) =>
  gcloud.ask<OrganizationPolicy>("resource-manager", "org-policies", "describe", constraint, "--effective");

async function publicAddresses(gcloud: Gcloud): Promise<Finding> {
  const { booleanPolicy } = await effective(gcloud, "sql.restrictPublicIp");
  return booleanPolicy?.enforced === true
    ? bad(
        "organization policy sql.restrictPublicIp refuses the database's public address. " +
          "Set database: { access: DatabaseAccess.PSC } in the environment file, or have the policy lifted for the project",
      )
    : good("organization policy sql.restrictPublicIp allows the database");
}

async function domains(gcloud: Gcloud): Promise<Finding> {
  const { listPolicy = {} } = await effective(gcloud, "iam.allowedPolicyMemberDomains");
  const { allowedValues = [], deniedValues = [], allValues } = listPolicy;
  const isLimited = allValues === "DENY" || allowedValues.length + deniedValues.length > 0;
  return isLimited
    ? wish(
        "organization policy iam.allowedPolicyMemberDomains limits who may get roles, and may refuse Snowflake's service account on the " +
          "artifacts. Have it lifted for the project, or Snowflake's customer ID added",
      )
    : good("organization policy iam.allowedPolicyMemberDomains allows Snowflake's service account");
}

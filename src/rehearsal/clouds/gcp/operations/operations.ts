import type { Account } from "../../../simulator/account";
import { blocks, isTrue, number, text, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { agentOf } from "../iam/agents";
import { all, findByName, isForeign, nameIn, normalName, shortName } from "../ids";
import { checkPolicy } from "./alerts";
import { billingAccount, isOwnProject, projectNumber, projectOf } from "../session";

/** Log buckets that were deleted: their IDs are held for seven days. */
function deleted(account: Account): string[] {
  return account.memory<string[]>("gcp:log-buckets", () => []);
}

/** Alert policies and budgets that name a channel. */
function usersOf(account: Account, channel: string): string | undefined {
  const policy = all(account, "google_monitoring_alert_policy").find((each) =>
    texts(each, "notification_channels").includes(channel),
  );
  return text(policy, "name");
}

function checkSink(context: CreateContext): void {
  const { account, values } = context;
  const [, kind, name = ""] = /^([a-z]+)\.googleapis\.com\/(.+)$/.exec(String(values.destination)) ?? [];
  if (kind !== "logging" || isForeign(context, name)) return;
  const known = ["_Default", "_Required"].includes(shortName(name));
  if (!known && findByName(account, "google_logging_project_bucket_config", name) === undefined)
    refuse(`googleapi: Error 404: Destination bucket ${name} was not found., notFound`, "destination");
}

/** The account that writes to a sink's destination; a bucket of the same project needs none. */
function writer({ account }: CreateContext, values: Values): string {
  const destination = String(values.destination);
  const project = nameIn(destination, "projects") ?? "";
  if (destination.startsWith("logging.") && isOwnProject(account, project)) return "";
  if (!isTrue(values, "unique_writer_identity")) return "serviceAccount:cloud-logs@system.gserviceaccount.com";
  return `serviceAccount:${agentOf("logging.googleapis.com") ?? ""}`;
}

function checkBudget({ account, values }: CreateContext): void {
  if (values.billing_account !== billingAccount())
    refuse(
      "Error creating Budget: googleapi: Error 403: The caller does not have permission, forbidden",
      "billing_account",
    );
  for (const rule of blocks(values, "all_updates_rule"))
    if (texts(rule, "monitoring_notification_channels").length > 5)
      refuse(
        "Error creating Budget: googleapi: Error 400: a budget has at most 5 notification channels, badRequest",
        "all_updates_rule",
      );
  for (const project of blocks(values, "budget_filter").flatMap((filter) => texts(filter, "projects")))
    if (!project.startsWith("projects/") || !isOwnProject(account, shortName(project)))
      refuse(
        `Error creating Budget: googleapi: Error 400: ${project} is not a project of the billing account, badRequest`,
        "budget_filter",
      );
  for (const rule of blocks(values, "threshold_rules"))
    if ((number(rule, "threshold_percent") ?? 0) < 0)
      refuse(
        "Error creating Budget: googleapi: Error 400: threshold_percent must not be negative, badRequest",
        "threshold_rules",
      );
}

export const operationActs: Readonly<Record<string, Acts>> = {
  google_monitoring_alert_policy: {
    check: checkPolicy,
    create: ({ values }) => {
      blocks(values, "conditions").forEach((condition, index) => {
        fill(condition, { name: `${String(values.id)}/conditions/${index + 1}` });
      });
    },
  },
  google_monitoring_notification_channel: {
    delete: ({ account, prior }) => {
      const user = usersOf(account, String(prior.name));
      if (user !== undefined && !isTrue(prior, "force_delete"))
        refuse(
          `Error when reading or editing NotificationChannel: googleapi: Error 400: Cannot delete channel ${String(prior.name)}: it is used by ${user}., failedPrecondition`,
        );
    },
  },
  google_logging_project_bucket_config: {
    create: ({ account, values }) => {
      if (deleted(account).includes(String(values.id)))
        refuse(
          `googleapi: Error 400: Buckets must be in an ACTIVE state to be modified: ${String(values.id)} was deleted less than 7 days ago., failedPrecondition`,
          "bucket_id",
        );
    },
    delete: ({ account, prior }) => void deleted(account).push(String(prior.id)),
  },
  google_logging_project_sink: {
    check: checkSink,
    create: (context) => fill(context.values, { writer_identity: writer(context, context.values) }),
  },
  google_billing_budget: {
    check: checkBudget,
    create: ({ values }) => {
      for (const amount of blocks(values, "amount").flatMap((each) => blocks(each, "specified_amount")))
        fill(amount, { currency_code: "USD" });
      for (const filter of blocks(values, "budget_filter"))
        fill(filter, { credit_types: [], services: [], subaccounts: [], labels: {} });
    },
    // The service answers numbers: a project's ID in the configuration is a change in every plan.
    read: ({ account, values }) => {
      for (const filter of blocks(values, "budget_filter"))
        if (Array.isArray(filter.projects))
          filter.projects = texts(filter, "projects").map((each) =>
            normalName(account, `${each}/`) === `projects/${projectOf(account)}/`
              ? `projects/${projectNumber()}`
              : each,
          );
    },
  },
};

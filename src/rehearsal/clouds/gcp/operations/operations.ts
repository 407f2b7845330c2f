import { blocks, isTrue, texts } from "../../../simulator/readers";
import type { Acts } from "../../../simulator/row-rule";
import type { CreateContext, Values } from "../../../simulator/rule";
import { fill, refuse } from "../../../simulator/writers";
import { agentOf } from "../iam/agents";
import { findByName, isForeign, nameIn, reserved, shortName } from "../ids";
import { checkPolicy } from "./alerts";
import { isOwnProject, projectNumber } from "../session";

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

export const operationActs: Readonly<Record<string, Acts>> = {
  google_monitoring_alert_policy: {
    check: checkPolicy,
    create: ({ values }) => {
      blocks(values, "conditions").forEach((condition, index) => {
        fill(condition, { name: `${String(values.id)}/conditions/${index + 1}` });
      });
    },
  },
  google_logging_project_bucket_config: {
    create: ({ account, values }) => {
      if (reserved(account, "log-buckets").includes(String(values.id)))
        refuse(
          `googleapi: Error 400: Buckets must be in an ACTIVE state to be modified: ${String(values.id)} was deleted less than 7 days ago., failedPrecondition`,
          "bucket_id",
        );
    },
    delete: ({ account, prior }) => void reserved(account, "log-buckets").push(String(prior.id)),
  },
  google_logging_project_sink: {
    check: checkSink,
    create: (context) => fill(context.values, { writer_identity: writer(context, context.values) }),
  },
  google_billing_budget: {
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
            isOwnProject(account, shortName(each)) ? `projects/${projectNumber()}` : each,
          );
    },
  },
};

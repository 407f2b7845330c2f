import { entries, isKnown, text } from "../../simulator/readers";
import { UNKNOWN, type Lifecycle, type PlanContext, type RuleContext, type Values } from "../../simulator/rule";
import { refuse } from "../../simulator/writers";
import locations from "./locations.json";
import { needServices } from "./services/enabled";
import { isOwnProject, projectOf, providerRegion } from "./session";

const REGIONS = new Set<string>(locations.regions);
const LARGER = new Set<string>(locations.larger);

/** Attributes that name where something is. */
const PLACES = ["region", "location"] as const;

/** The label that the provider adds, and the types to which it adds none. */
const ATTRIBUTION = { "goog-terraform-provisioned": "true" };
const WITHOUT_ATTRIBUTION = ["google_compute_forwarding_rule"];

/** @see https://cloud.google.com/resource-manager/docs/labels-overview#requirements */
const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

/**
 * What every resource of the providers google and google-beta does: project and region are the provider's where it names none, its
 * service must be enabled, labels keep to Google's rules and come with the provider's own.
 */
export const common: Lifecycle = {
  plan: (context) => {
    settlePlace(context, context.planned);
    planLabels(context);
  },
  create: (context) => {
    settlePlace(context, context.values);
    needPlace(context, context.values);
    needServices(context);
    needLabels(context.values);
    settleLabels(context, context.values);
  },
  update: (context) => {
    needServices(context);
    needLabels(context.values);
    settleLabels(context, context.values);
  },
};

function settlePlace(context: RuleContext, values: Values): void {
  if (values.project === UNKNOWN) values.project = projectOf(context.account, text(context.provider, "project"));
  for (const place of PLACES) if (values[place] === UNKNOWN) values[place] = providerRegion(context) ?? UNKNOWN;
}

function needPlace({ account }: RuleContext, values: Values): void {
  const project = text(values, "project")?.replace(/^projects\//, "");
  if (project !== undefined && !isOwnProject(account, project))
    refuse(`googleapi: Error 403: Permission denied on resource project ${project}., forbidden`, "project");
  for (const place of PLACES) {
    if (values[place] === UNKNOWN)
      refuse(`Cannot determine region: set in this resource, or set provider-level 'region' or 'zone'.`, place);
    const name = text(values, place);
    const isKnownPlace = name === undefined || REGIONS.has(name.toLowerCase()) || LARGER.has(name.toLowerCase());
    if (!isKnownPlace || (place === "region" && name !== undefined && !REGIONS.has(name)))
      refuse(`googleapi: Error 400: Invalid value for field '${place}': '${name}'. Unknown region., invalid`, place);
  }
}

/** Labels of monitoring and Cloud SQL are the user's alone; all others come in three forms. */
function labelsOf({ type, provider }: RuleContext, values: Values): Values {
  const isMarked = provider.add_terraform_attribution_label !== false && !WITHOUT_ATTRIBUTION.includes(type);
  return Object.fromEntries([
    ...entries(provider, "default_labels"),
    ...(isMarked ? Object.entries(ATTRIBUTION) : []),
    ...entries(values, "labels"),
  ]);
}

function planLabels(context: PlanContext): void {
  const { planned, prior } = context;
  if (!("terraform_labels" in planned)) return;
  const isOpen = !isKnown(planned.labels ?? null);
  planned.terraform_labels = isOpen ? UNKNOWN : labelsOf(context, planned);
  // What others have added stays.
  const ours = new Set(entries(prior, "terraform_labels").map(([key]) => key));
  const others = entries(prior, "effective_labels").filter(([key]) => !ours.has(key));
  planned.effective_labels = isOpen ? UNKNOWN : { ...Object.fromEntries(others), ...labelsOf(context, planned) };
}

function settleLabels(context: RuleContext, values: Values): void {
  for (const form of ["terraform_labels", "effective_labels"])
    if (values[form] === UNKNOWN) values[form] = labelsOf(context, values);
}

function needLabels(values: Values): void {
  for (const attribute of ["labels", "user_labels"])
    for (const [key, value] of entries(values, attribute)) {
      const isChannel = attribute === "labels" && !("terraform_labels" in values);
      if (isChannel) continue;
      if (!LABEL_KEY.test(key)) refuse(`googleapi: Error 400: Invalid label key: '${key}'., invalid`, attribute);
      if (!LABEL_VALUE.test(value))
        refuse(`googleapi: Error 400: Invalid value for label '${key}': '${value}'., invalid`, attribute);
    }
}

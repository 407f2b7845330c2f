import { ChangeKind, type ResourceChange, type TerraformPlan } from "./plan";
import type { Refusal } from "./refusals";
import { attributeLines, code, decisive, fitting, plain, plural, section } from "./text";

/** Whether what is deployed differs from the code. */
export function isDrift({ changes, outputs }: TerraformPlan): boolean {
  return changes.length > 0 || outputs.length > 0;
}

const OUTSIDE: Readonly<Record<ChangeKind, string>> = {
  [ChangeKind.ADD]: "was created outside the code",
  [ChangeKind.CHANGE]: "was changed outside the code",
  [ChangeKind.REPLACE]: "was replaced outside the code",
  [ChangeKind.DESTROY]: "was deleted outside the code",
  [ChangeKind.FORGET]: "was forgotten",
  [ChangeKind.NONE]: "is as it was",
};

const REMEDY: Readonly<Record<ChangeKind, string>> = {
  [ChangeKind.ADD]: "the next deploy creates it",
  [ChangeKind.CHANGE]: "the next deploy sets it back",
  [ChangeKind.REPLACE]: "**the next deploy REPLACES it**",
  [ChangeKind.DESTROY]: "**the next deploy destroys it**",
  [ChangeKind.FORGET]: "the next deploy forgets it",
  [ChangeKind.NONE]: "the next deploy changes its address only",
};

/** What a nightly plan found: changes that were made outside the code, and code that was not deployed. */
export function driftMarkdown(title: string, plan: TerraformPlan, refusals: readonly Refusal[] = []): string {
  const outside = new Map(plan.outside.map((change) => [change.address, change]));
  const [changedOutside, notDeployed] = [
    plan.changes.filter(({ address }) => outside.has(address)),
    plan.changes.filter(({ address }) => !outside.has(address)),
  ];
  const differing = new Set(plan.changes.map(({ address }) => address));
  // Values that a service set after the deploy, or that the code leaves open.
  const harmless = plan.outside.filter(({ address }) => !differing.has(address));
  const lines = [
    `### ${plain(title)}`,
    "",
    headline(plan),
    "",
    ...section(
      "Unreliable",
      refusals.filter(({ address }) => address === undefined).map(({ reason }) => `- ${plain(reason)}`),
    ),
    ...section(
      "Changed outside the code",
      changedOutside.flatMap((change) => drifted(change, outside.get(change.address))),
    ),
    ...section("In the code, and not deployed", notDeployed.flatMap(pending)),
    ...section(
      "Outputs that differ",
      plan.outputs.flatMap(({ name, attributes }) => [`- ${code(name)}`, ...attributeLines(attributes)]),
    ),
    ...section(
      "Changed outside the code, without effect",
      harmless.map(({ address, attributes }) => `- ${code(address)}${paths(attributes)}`),
    ),
  ];
  return fitting(lines);
}

function headline(plan: TerraformPlan): string {
  if (!isDrift(plan)) return "No drift: what is deployed is what the code says.";
  const { changes, outputs } = plan;
  const counts = [
    ...(changes.length > 0 ? [plural(changes.length, "resource")] : []),
    ...(outputs.length > 0 ? [plural(outputs.length, "output")] : []),
  ].join(" and ");
  return `**${counts} ${changes.length + outputs.length === 1 ? "differs" : "differ"} from the code.**`;
}

function drifted({ address, kind }: ResourceChange, outside: ResourceChange | undefined): string[] {
  if (outside === undefined) return [];
  return [`- ${code(address)} ${OUTSIDE[outside.kind]}; ${REMEDY[kind]}`, ...attributeLines(outside.attributes)];
}

function pending({ address, kind, attributes, forcedBy }: ResourceChange): string[] {
  const said = kind === ChangeKind.REPLACE ? decisive(attributes, forcedBy) : attributes;
  const text = kind === ChangeKind.CHANGE ? "the next deploy changes it" : REMEDY[kind];
  return [`- ${code(address)}: ${text}`, ...attributeLines(said)];
}

const paths = (attributes: ResourceChange["attributes"]) =>
  attributes.length === 0 ? "" : `: ${attributes.map(({ path }) => code(path)).join(", ")}`;

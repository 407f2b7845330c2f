import { ChangeKind, type OutputChange, type ResourceChange, type TerraformPlan } from "./plan";
import type { Verdict } from "./refusals";
import { attributeLines, code, decisive, fitting, plain, plural, section } from "./text";

/** What a plan changes of the monthly cost of one cloud. */
export interface PlanCost {
  readonly cloud: string;
  /** Dollars a month of an idle stack. */
  readonly before: number;
  readonly after: number;
  /** The region and the month of the list prices. */
  readonly prices: string;
  /** What the sums lack. */
  readonly unpriced: readonly string[];
}

const WORDS: Readonly<Record<ChangeKind, string>> = {
  [ChangeKind.REPLACE]: "REPLACED",
  [ChangeKind.DESTROY]: "destroyed",
  [ChangeKind.CHANGE]: "changed",
  [ChangeKind.ADD]: "added",
  [ChangeKind.FORGET]: "forgotten",
  [ChangeKind.NONE]: "unchanged",
};

/** Kinds in the order in which a reviewer must see them. */
const ORDER = [ChangeKind.REPLACE, ChangeKind.DESTROY, ChangeKind.CHANGE, ChangeKind.ADD, ChangeKind.FORGET];

/** What a plan does, as a comment on a pull request. */
export function planMarkdown(
  title: string,
  plan: TerraformPlan,
  verdict: Verdict,
  costs?: readonly PlanCost[],
): string {
  const of = (kind: ChangeKind) => plan.changes.filter((change) => change.kind === kind);
  const lines = [
    `### ${plain(title)}`,
    "",
    headline(plan),
    "",
    ...refusalLines(verdict),
    ...section("Replaced", of(ChangeKind.REPLACE).flatMap(replacement)),
    ...section("Destroyed", of(ChangeKind.DESTROY).flatMap(destruction)),
    ...section("Changed", of(ChangeKind.CHANGE).flatMap(update)),
    ...section("Added", additions(of(ChangeKind.ADD))),
    ...section(
      "Forgotten",
      of(ChangeKind.FORGET).map(({ address }) => `- ${code(address)}: it stays, and Terraform no longer manages it`),
    ),
    ...section(
      "Moved",
      plan.changes.flatMap(({ address, previousAddress }) =>
        previousAddress === undefined ? [] : [`- ${code(previousAddress)} → ${code(address)}`],
      ),
    ),
    ...section(
      "Imported",
      plan.changes.filter(({ isImported }) => isImported).map(({ address }) => `- ${code(address)}`),
    ),
    ...section("Outputs", plan.outputs.flatMap(output)),
    ...section("Checks that fail", failedChecks(plan)),
    ...(costs === undefined ? [] : section("Cost", costLines(costs))),
  ];
  return fitting(lines);
}

function headline({ changes, outputs }: TerraformPlan): string {
  const counts = ORDER.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    const text = `${count} ${WORDS[kind]}`;
    return count === 0 ? [] : [kind === ChangeKind.REPLACE || kind === ChangeKind.DESTROY ? `**${text}**` : text];
  });
  const moved = changes.filter(({ previousAddress }) => previousAddress !== undefined).length;
  const imported = changes.filter(({ isImported }) => isImported).length;
  if (moved > 0) counts.push(`${moved} moved`);
  if (imported > 0) counts.push(`${imported} imported`);
  if (outputs.length > 0) counts.push(plural(outputs.length, "output"));
  return counts.length === 0 ? "No changes: what is deployed is what the code says." : `${counts.join(", ")}.`;
}

function refusalLines({ refusals, allowed, unneeded }: Verdict): string[] {
  const isHopeless = refusals.some(({ address }) => address === undefined);
  const options = isHopeless ? [] : refusals.map(({ address }) => `--allow '${address}'`);
  const notes = [
    ...allowed.map((address) => `- Allowed by name: ${code(address)}`),
    ...unneeded.map((address) => `- --allow has no effect, as the plan keeps it: ${code(address)}`),
  ];
  const refused = refusals.map(
    ({ address, reason }) => `- ${address === undefined ? "" : `**${code(address)}**: `}${plain(reason)}`,
  );
  return [
    ...section("REFUSED", refused),
    ...(options.length > 0 ? [`To allow it by name: ${code(options.join(" "))}`, ""] : []),
    ...(notes.length > 0 ? [...notes, ""] : []),
  ];
}

function replacement({ address, reason, forcedBy, attributes }: ResourceChange): string[] {
  const forced = forcedBy.length > 0 ? `, forced by ${forcedBy.map((path) => `**${code(path)}**`).join(", ")}` : "";
  return [
    `- **${code(address)} is REPLACED**${forced}${reason === undefined ? "" : `: ${reason}`}`,
    ...attributeLines(decisive(attributes, forcedBy)),
  ];
}

function destruction({ address, reason, isDeposed }: ResourceChange): string[] {
  const why = isDeposed ? "what an earlier replacement left" : reason;
  return [`- **${code(address)} is destroyed**${why === undefined ? "" : `: ${why}`}`];
}

function update({ address, attributes }: ResourceChange): string[] {
  return [`- ${code(address)}`, ...attributeLines(attributes)];
}

const MOST_ADDRESSES = 20;

/** A few are listed; of a whole platform the types are, as a comment has a limit. */
function additions(added: readonly ResourceChange[]): string[] {
  if (added.length <= MOST_ADDRESSES) return added.map(({ address }) => `- ${code(address)}`);
  const counts = new Map<string, number>();
  for (const { type } of added) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort().map(([type, count]) => `- ${count} × ${code(type)}`);
}

function output({ name, kind, attributes }: OutputChange): string[] {
  return [`- ${code(name)} is ${WORDS[kind]}`, ...attributeLines(attributes)];
}

function failedChecks({ failedChecks: checks }: TerraformPlan): string[] {
  return checks.map(
    ({ address, problems }) => `- ${code(address)}${problems.map((problem) => `: ${code(problem)}`).join("")}`,
  );
}

function costLines(costs: readonly PlanCost[]): string[] {
  if (costs.length === 0) return ["No resource of this plan is of a cloud whose prices are known."];
  return costs.flatMap(({ cloud, before, after, prices, unpriced }) => {
    const difference = after - before;
    const sign = difference < 0 ? "-" : "+";
    return [
      `- ${cloud}, a month: $${before.toFixed(2)} → $${after.toFixed(2)} (**${sign}$${Math.abs(difference).toFixed(2)}**). ` +
        `List prices of ${prices}, of a platform that nobody uses: without traffic, requests, stored artifacts and logs.`,
      ...(unpriced.length > 0 ? [`  - not included: ${unpriced.join(", ")}`] : []),
    ];
  });
}

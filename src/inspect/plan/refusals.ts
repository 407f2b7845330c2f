import { ChangeKind, type TerraformPlan } from "./plan";
import { isStateful, STATEFUL_TYPES } from "./stateful-types";

/** Why a plan must not be applied. */
export interface Refusal {
  /** The resource that is lost, to be named by `--allow`. @default - it is about the whole plan, and nothing allows it */
  readonly address?: string;
  readonly reason: string;
}

/** What speaks against a plan, and what was allowed for nothing. */
export interface Verdict {
  readonly refusals: readonly Refusal[];
  /** Addresses that a person allowed to lose. */
  readonly allowed: readonly string[];
  /** Addresses that were allowed and that the plan keeps: an old permission must not outlive its plan unseen. */
  readonly unneeded: readonly string[];
}

/** Judges a plan. Nothing that holds data, or an identity that others know, is replaced or destroyed unless a person named it. */
export function judge(plan: TerraformPlan, allowed: readonly string[] = []): Verdict {
  const losses = plan.changes.flatMap(({ address, type, kind }): Refusal[] => {
    const isLost = kind === ChangeKind.DESTROY || kind === ChangeKind.REPLACE;
    return isLost && isStateful(type) !== false ? [{ address, reason: lossOf(kind, type) }] : [];
  });
  const lost = new Set(losses.map(({ address }) => address));
  return {
    refusals: [...ofWholePlan(plan), ...losses.filter(({ address }) => !allowed.includes(address ?? ""))],
    allowed: allowed.filter((address) => lost.has(address)),
    unneeded: allowed.filter((address) => !lost.has(address)),
  };
}

function ofWholePlan({ isErrored, isIncomplete, changes, kept }: TerraformPlan): Refusal[] {
  const refusals: Refusal[] = [];
  if (isErrored) refusals.push({ reason: "Terraform ended the plan with an error: the changes after it are missing" });
  else if (isIncomplete)
    refusals.push({ reason: "the plan is incomplete, for example by -target: plan all of the stack" });
  const destroyed = changes.filter(({ kind }) => kind === ChangeKind.DESTROY).length;
  if (destroyed > 0 && kept === 0)
    refusals.push({
      reason: `the plan destroys everything: ${destroyed} resources. To do so on purpose, run cdktf destroy`,
    });
  return refusals;
}

function lossOf(kind: ChangeKind, type: string): string {
  const loses = kind === ChangeKind.DESTROY ? "destroying it" : "replacing it";
  const known = STATEFUL_TYPES[type];
  return known === undefined ? `${loses} may lose data: the type ${type} is not known` : `${loses} loses ${known}`;
}

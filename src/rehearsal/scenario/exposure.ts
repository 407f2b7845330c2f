import { clouds, type Accounts } from "../clouds";
import type { RehearsalReport } from "../report";
import type { SensitivePaths } from "../simulator";
import type { AppliedState } from "../state";
import { exposedSecrets } from "./secrets";

/**
 * Looks for secrets where they must not stand, and lets strangers try everything that was applied.
 * @throws Error that names each secret with its address, and who got in by what
 */
export async function checkExposure(
  state: AppliedState,
  accounts: Accounts,
  sensitive: SensitivePaths,
  report: RehearsalReport,
): Promise<number> {
  const secrets = exposedSecrets(state, sensitive);
  const attempts = (await Promise.all(clouds.map((cloud) => cloud.attempts(accounts)))).flat();
  const gotIn = attempts.flatMap(({ who, target, by }) =>
    by === undefined ? [] : [`${target}: ${who} gets in by ${by}`],
  );
  const problems = [...secrets, ...gotIn];
  if (problems.length > 0) throw new Error(`What was applied is open:\n${problems.join("\n")}`);
  report.shown.push("No value of a sensitive attribute stands in an attribute that is not sensitive, or in an output");
  const refused = attempts.filter(({ exception }) => exception === undefined);
  if (refused.length > 0) {
    const kinds = [...new Set(refused.map(({ who }) => who))].join(", ");
    report.shown.push(`${refused.length} attempts from outside of the account are refused: ${kinds}`);
  }
  for (const { who, target, exception } of attempts)
    if (exception !== undefined) report.shown.push(`${target}: ${who} is let in, as documented: ${exception}`);
  return refused.length;
}

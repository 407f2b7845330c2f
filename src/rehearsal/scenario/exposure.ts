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
  if (attempts.length > 0) {
    const kinds = [...new Set(attempts.map(({ who }) => who))].join(", ");
    report.shown.push(`${attempts.length} attempts from outside of the account are refused: ${kinds}`);
  }
  return attempts.length;
}

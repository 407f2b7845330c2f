import { resolveCiRepository, type ResolvedCiRepository } from "../../core/ci-access/subjects";
import type { CiAccessSettings } from "./settings";

/** Settings of the pipelines' roles with every default; internal to the package. */
export type ResolvedCiAccess = CiAccessSettings & ResolvedCiRepository & { readonly sessionHours: number };

export function resolveCiAccess(given: CiAccessSettings): ResolvedCiAccess {
  return { ...given, ...resolveCiRepository(given), sessionHours: given.sessionHours ?? 1 };
}

import { Fn, Token } from "cdktf";
import type { Construct } from "constructs";
import { FixedSetting } from "../../core/fixed-setting";
import { Tokens } from "../../core/tokens";
import { OPERATIONS_GUIDE } from "../guide";
import type { ResolvedDatabase } from "./defaults";
import type { DatabaseSettings } from "./settings";

const LOST = "would recreate the database without its data";

/** The storage of the first deploy. The default differs by size, and a dev platform may become prod: it counts as one value. */
function storageOf({ storageGib }: DatabaseSettings): string {
  if (storageGib === undefined) return "default";
  return Tokens.isUnresolved(storageGib) ? Token.asString(Fn.tostring(storageGib)) : String(storageGib);
}

/**
 * Refuses the changes that would cost the data, and those that Cloud SQL cannot revert or does not make.
 * @param given the settings without defaults
 */
export function fixSettings(scope: Construct, settings: ResolvedDatabase, given: DatabaseSettings): void {
  const fix = (id: string, value: string, message: string) => new FixedSetting(scope, id, { value, message });
  fix(
    "Access",
    settings.access,
    "database.access cannot be changed after the first deploy: Cloud SQL offers Private Service Connect to new instances. Set it back.",
  );
  fix(
    "EngineVersion",
    settings.engineVersion,
    "database.engineVersion cannot be lowered, and an upgrade cannot be reverted: " +
      `see ${OPERATIONS_GUIDE} for how to accept it. Otherwise set it back.`,
  );
  fix(
    "Storage",
    storageOf(given),
    `database.storageGib is the storage of the first deploy, which grows by itself; a smaller one ${LOST}. ` +
      `See ${OPERATIONS_GUIDE} for how to enlarge it by hand, and set it back.`,
  );
  fix(
    "EncryptionKey",
    settings.encryptionKeyId ?? "none",
    `database.encryptionKeyId cannot be changed after the first deploy: a change ${LOST}. Set it back.`,
  );
}

import { Fn, Token } from "cdktf";
import type { Construct } from "constructs";
import { FixedSetting } from "../../core/fixed-setting";
import { Tokens } from "../../core/tokens";
import type { INetwork } from "../network/interface";
import { OPERATIONS_GUIDE } from "../guide";
import type { ResolvedDatabase } from "./defaults";

const LOST = "would recreate the database without its data";

/** Where the database is, as a text that is known when Terraform plans: a check of an unknown one would run after the database is lost. */
function locationOf(network: INetwork | undefined): string {
  if (network === undefined) return "public";
  return Tokens.isUnresolved(network.databaseSubnetId) ? "virtual network" : network.databaseSubnetId;
}

/** Refuses the changes that would cost the data, and those that Azure cannot revert. */
export function fixSettings(scope: Construct, settings: ResolvedDatabase, network: INetwork | undefined): void {
  const { storageGib } = settings;
  const fix = (id: string, value: string, message: string) => new FixedSetting(scope, id, { value, message });
  fix(
    "Access",
    locationOf(network),
    `network.access and the database's subnet cannot be changed after the first deploy: a change ${LOST}. Set them back.`,
  );
  fix(
    "GeoRedundantBackup",
    String(settings.geoRedundantBackup),
    `database.geoRedundantBackup cannot be changed after the first deploy: a change ${LOST}. Set it back.`,
  );
  fix(
    "EngineVersion",
    settings.engineVersion,
    `database.engineVersion cannot be lowered: that ${LOST}. An upgrade cannot be reverted: ` +
      `see ${OPERATIONS_GUIDE} for how to accept it. Otherwise set it back.`,
  );
  fix(
    "Storage",
    Tokens.isUnresolved(storageGib) ? Token.asString(Fn.tostring(storageGib)) : String(storageGib),
    `database.storageGib is the storage of the first deploy, which grows by itself; a smaller one ${LOST}. ` +
      `See ${OPERATIONS_GUIDE} for how to enlarge it by hand, and set it back.`,
  );
}

import { Sizes, type Problems, type Size } from "../../core";
import { checkOneOf } from "../../core/one-of";
import type { DatabaseSettings } from "../backend-store";
import { DatabaseEngine } from "../database-engine";
import { AwsSizes } from "../sizes";
import { checkKey } from "./checks";

export const DEFAULT_ENGINE_VERSION = "16";
export const MIN_CAPACITY_ACU = 0.5;

/** Notes what is wrong in a database's settings. */
export function checkDatabase(problems: Problems, settings: DatabaseSettings, size: Size): void {
  const engine = settings.engine ?? DatabaseEngine.POSTGRES;
  checkOneOf(problems, "engine", engine, DatabaseEngine, "a database is one of", "Write one of DatabaseEngine");
  if (engine === DatabaseEngine.AURORA_SERVERLESS) checkAurora(problems, settings, size);
  else checkInstance(problems, settings, size);
  const backups = settings.backupRetentionDays ?? Sizes.defaults(size).backupRetentionDays;
  problems.check(
    Number.isInteger(backups) && backups >= 1 && backups <= 35,
    "backupRetentionDays",
    backups,
    "RDS keeps automatic backups 1 to 35 days",
    "Write a number in that range",
  );
  const recovery = settings.secretRecoveryDays ?? AwsSizes.defaults(size).secretRecoveryDays;
  problems.check(
    recovery === 0 || (Number.isInteger(recovery) && recovery >= 7 && recovery <= 30),
    "secretRecoveryDays",
    recovery,
    "Secrets Manager keeps a deleted secret 7 to 30 days, or deletes it at once with 0",
    "Write 0, or 7 to 30",
  );
  const version = settings.engineVersion ?? DEFAULT_ENGINE_VERSION;
  problems.check(
    /^1[4-9](\.\d+)?$/.test(version),
    "engineVersion",
    version,
    "a PostgreSQL version is a major version from 14 on, the oldest in standard support, or a major and a minor one",
    'Write for example "16"',
  );
  checkKey(problems, settings.encryptionKeyArn);
}

function checkInstance(problems: Problems, settings: DatabaseSettings, size: Size): void {
  for (const field of ["minCapacityAcu", "maxCapacityAcu"] as const)
    problems.check(
      settings[field] === undefined,
      field,
      settings[field],
      "capacity in ACU belongs to Aurora Serverless v2; RDS has an instance class",
      "Choose instanceClass, or engine: DatabaseEngine.AURORA_SERVERLESS",
    );
  const instanceClass = settings.instanceClass ?? AwsSizes.defaults(size).databaseInstanceClass;
  problems.check(
    /^db\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceClass),
    "instanceClass",
    instanceClass,
    "an RDS instance class is db.<family>.<size>",
    'Write for example "db.t4g.micro"',
  );
  const storage = settings.storageGib ?? Sizes.defaults(size).databaseStorageGib;
  problems.check(
    Number.isInteger(storage) && storage >= 20 && storage <= 65536,
    "storageGib",
    storage,
    "gp3 storage has 20 to 65536 GiB",
    "Write 20 or more",
  );
  const max = settings.maxStorageGib ?? AwsSizes.defaults(size).databaseMaxStorageGib;
  problems.check(
    Number.isInteger(max) && max >= storage,
    "maxStorageGib",
    max,
    `storage only grows, and begins with ${storage} GiB`,
    `Write ${storage} or more`,
  );
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html */
function checkAurora(problems: Problems, settings: DatabaseSettings, size: Size): void {
  for (const field of ["instanceClass", "storageGib", "maxStorageGib"] as const)
    problems.check(
      settings[field] === undefined,
      field,
      settings[field],
      "Aurora Serverless v2 has neither an instance class nor storage of a size: both grow by themselves",
      "Leave it out, and bound the capacity by maxCapacityAcu",
    );
  const least = settings.minCapacityAcu ?? MIN_CAPACITY_ACU;
  const most = settings.maxCapacityAcu ?? AwsSizes.defaults(size).databaseMaxCapacityAcu;
  const isStep = (acu: number) => Number.isInteger(acu * 2);
  problems.check(
    isStep(least) && least >= MIN_CAPACITY_ACU && least <= 256,
    "minCapacityAcu",
    least,
    "Aurora's capacity has steps of 0.5 ACU from 0.5 to 256; with 0 it would pause, but MLflow's connections keep it awake",
    "Write for example 0.5",
  );
  problems.check(
    isStep(most) && most >= Math.max(1, least) && most <= 256,
    "maxCapacityAcu",
    most,
    `the largest capacity has steps of 0.5 ACU up to 256, and is at least 1 and the smallest, ${least}`,
    "Write for example 8",
  );
}

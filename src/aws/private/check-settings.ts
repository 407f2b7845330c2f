import { NameRules, Problems, type Size } from "../../core";
import { checkOneOf } from "../../core/one-of";
import { checkExperimentName, checkModelStage, checkUsers } from "../../kedro/checks";
import { ErrorMode, OperationGroup } from "../../mlflow";
import { WarehouseSize } from "../../snowflake";
import type { AwsPlatformSettings, SnowflakeSettings } from "../platform-settings";
import { checkDatabase } from "./check-database";
import {
  checkAccessLogs,
  checkArtifacts,
  checkBalancerName,
  checkGateway,
  checkNetwork,
  checkReachableImages,
  checkServer,
} from "./checks";
import { checkObservability } from "./check-observability";
import { checkPeople } from "./check-people";
import { snowflakeNames } from "./snowflake-names";

/** Notes what is wrong in any part's settings, each field with its part's name before it. */
export function checkSettings(problems: Problems, prefix: string, size: Size, settings: AwsPlatformSettings): void {
  checkBalancerName(problems, prefix);
  const part = (name: string, check: (into: Problems) => void): void => {
    const found = new Problems(name);
    check(found);
    problems.include(found.all, `${name}.`);
  };
  part("network", (into) => checkNetwork(into, settings.network ?? {}, size));
  part("artifacts", (into) => checkArtifacts(into, settings.artifacts ?? {}));
  part("accessLogs", (into) => checkAccessLogs(into, settings.accessLogs ?? {}));
  part("database", (into) => checkDatabase(into, settings.database ?? {}, size));
  part("server", (into) => checkServer(into, settings.server ?? {}, size));
  part("gateway", (into) => checkGateway(into, settings.gateway ?? {}, size));
  checkReachableImages(problems, settings.network ?? {}, settings.server ?? {});
  part("observability", (into) => checkObservability(into, settings.observability ?? {}, size));
  const { people } = settings;
  if (people !== undefined) part("people", (into) => checkPeople(into, people));
  part("snowflake", (into) => checkSnowflake(into, prefix, settings));
  part("kedro", (into) => checkKedro(into, settings));
}

function checkSnowflake(problems: Problems, prefix: string, settings: AwsPlatformSettings): void {
  const { snowflake } = settings;
  const names: [string, string | undefined][] = [
    ["databaseName", snowflake?.databaseName],
    ["schemaName", snowflake?.schemaName],
    ["warehouseName", snowflake?.warehouseName],
    ["apiIntegrationName", snowflake?.apiIntegrationName],
    ["storageIntegrationName", snowflake?.storageIntegrationName],
    ...(["readerRoles", "writerRoles", "adminRoles", "callerRoles"] as const).flatMap((field) =>
      (snowflake?.[field] ?? []).map((role, index): [string, string] => [`${field}.${index}`, role]),
    ),
  ];
  for (const [field, name] of names)
    if (name !== undefined) NameRules.check(problems, field, name, NameRules.SNOWFLAKE_IDENTIFIER);
  checkFunctions(problems, snowflake ?? {});
  const { apiIntegration, storageIntegration } = snowflakeNames(prefix, settings);
  problems.check(
    apiIntegration !== storageIntegration,
    "apiIntegrationName",
    apiIntegration,
    "integrations of all kinds share one set of names in a Snowflake account",
    "Give the two integrations different names",
  );
}

function checkFunctions(problems: Problems, { groups, errors, warehouseSize }: SnowflakeSettings): void {
  const known: string[] = Object.values(OperationGroup);
  problems.check(
    groups === undefined || (groups.length > 0 && groups.every((group) => known.includes(group))),
    "groups",
    groups,
    `functions are made of one or more of ${known.join(", ")}`,
    "Write some of OperationGroup, or leave it out",
  );
  checkOneOf(problems, "errors", errors, ErrorMode, "an error is answered by one of", "Write one of ErrorMode");
  checkOneOf(
    problems,
    "warehouseSize",
    warehouseSize,
    WarehouseSize,
    "a warehouse's size is one of",
    "Write one of WarehouseSize",
  );
}

function checkKedro(problems: Problems, settings: AwsPlatformSettings): void {
  const { roleName, users, modelStage, copySchedule, experimentName } = settings.kedro ?? {};
  if (roleName !== undefined) NameRules.check(problems, "roleName", roleName, NameRules.SNOWFLAKE_IDENTIFIER);
  checkUsers(problems, users ?? []);
  checkModelStage(problems, modelStage, copySchedule);
  if (experimentName !== undefined) checkExperimentName(problems, experimentName);
}

import { grants } from "../../../../src/rehearsal/clouds/snowflake/access";
import { runTrap, type Blocks, type JsonObject, type TrapResult } from "../trap";
import {
  apiIntegration,
  externalFunction,
  GATEWAY,
  IN_SCHEMA,
  rules,
  stackOf,
  storageIntegration,
  TRANSLATOR,
} from "./stack";

const role = { account_role_name: "${snowflake_account_role.kedro.name}" };

const usageOf = (object_name: string): JsonObject => ({
  ...role,
  privileges: ["USAGE"],
  on_schema_object: [{ object_type: "FUNCTION", object_name }],
});

const body = (name: string, function_definition: string): JsonObject => ({ ...TRANSLATOR, name, function_definition });

interface Version {
  readonly cased: string;
  readonly other: string;
  readonly renamed: string;
  readonly path: string;
  readonly comment: string;
  readonly integration: string;
}

function version(v: Version): Blocks {
  return {
    snowflake_function_javascript: {
      cased: body("CASED", v.cased),
      other: body("OTHER", v.other),
      renamed: body(v.renamed, "return {};"),
    },
    snowflake_external_function: {
      moved: externalFunction("MOVED", { url_of_proxy_and_resource: GATEWAY + v.path }),
      moved_by_hand: externalFunction("MOVED_BY_HAND", { url_of_proxy_and_resource: GATEWAY + v.path }),
      commented: externalFunction("COMMENTED", { comment: v.comment }),
    },
    snowflake_api_integration: { again: apiIntegration(v.integration) },
    snowflake_grant_privileges_to_account_role: {
      follows: usageOf("${snowflake_external_function.moved.fully_qualified_name}"),
      by_hand: {
        ...usageOf('"MLOPS_DEV"."MLFLOW"."MOVED_BY_HAND"(VARCHAR)'),
        depends_on: ["snowflake_external_function.moved_by_hand"],
      },
    },
  };
}

const BEFORE: Version = {
  cased: "return { body: EVENT.runID };",
  other: "return { body: 1 };",
  renamed: "OLD_NAME",
  path: "",
  comment: "one",
  integration: "AGAIN",
};

describe("a change of what exists", () => {
  let before: TrapResult;
  let after: TrapResult;

  beforeAll(async () => {
    const changed: Version = {
      cased: "return  { body: EVENT.runId };",
      other: "return { body: 2 };",
      renamed: "NEW_NAME",
      path: "get/",
      comment: "two",
      integration: "AND_AGAIN",
    };
    before = await runTrap({ config: stackOf(version(BEFORE)), rules });
    after = await runTrap({ config: stackOf(version(BEFORE)), then: [stackOf(version(changed))], rules });
  }, 60_000);

  const action = (address: string) => after.planned[1]?.[address];
  const held = (type: string, name: string) =>
    [...after.accounts.values()].flatMap((account) => account.list(type)).find(({ values }) => values.name === name)
      ?.values;

  test("applies without a word", () => {
    expect([...before.errors, ...after.errors]).toEqual([]);
    expect(before.changes).toEqual({});
  });

  test("of letter case and blanks in a body is not applied: the old body stays", () => {
    expect(action("snowflake_function_javascript.cased")).toBeUndefined();
    expect(held("snowflake_function_javascript", "CASED")?.function_definition).toBe(BEFORE.cased);
  });

  test("of anything else in a body drops and creates the function", () => {
    expect(action("snowflake_function_javascript.other")).toBe("replace");
    expect(held("snowflake_function_javascript", "OTHER")?.function_definition).toBe("return { body: 2 };");
  });

  test("of a JavaScript function's name renames it in place", () => {
    expect(action("snowflake_function_javascript.renamed")).toBe("update");
    expect(held("snowflake_function_javascript", "OLD_NAME")).toBeUndefined();
    expect(held("snowflake_function_javascript", "NEW_NAME")?.id).toBe('"MLOPS_DEV"."MLFLOW"."NEW_NAME"(OBJECT)');
  });

  test("of an external function's URL drops and creates it, of its comment does not", () => {
    expect(action("snowflake_external_function.moved")).toBe("replace");
    expect(action("snowflake_external_function.commented")).toBe("update");
  });

  test("of a function takes its grants away: one on the attribute follows, one on a text by hand shows in the next plan", () => {
    expect(action("snowflake_grant_privileges_to_account_role.follows")).toBe("replace");
    expect(after.changes).toEqual({ "snowflake_grant_privileges_to_account_role.by_hand": "update" });
  });

  test("of an API integration's name makes a new external id under the same IAM user", () => {
    const again = (result: TrapResult) =>
      result.state.all("snowflake_api_integration").find(({ name }) => name === "again")?.attributes ?? {};
    const api = after.state.all("snowflake_api_integration").find(({ name }) => name === "api")?.attributes ?? {};
    expect(action("snowflake_api_integration.again")).toBe("replace");
    expect(again(after).api_aws_external_id).not.toBe(api.api_aws_external_id);
    expect(again(after).api_aws_iam_user_arn).toBe(api.api_aws_iam_user_arn);
  });
});

describe("what is not managed as one would think", () => {
  test("a storage integration's external id is empty in state unless it is set", async () => {
    const output = {
      trust: { value: "sts:ExternalId = ${snowflake_storage_integration.storage.storage_aws_external_id}" },
    };
    const result = await runTrap({ config: stackOf({}, { output }), rules });
    expect(result.errors.join()).toMatch(
      /The expression result is null. Cannot include a null value in a string template/,
    );
  }, 60_000);

  test("a consent URL of a storage integration is sensitive", async () => {
    const azure = storageIntegration("AZURE", {
      storage_provider: "AZURE",
      azure_tenant_id: "5d8c5b1e-0000-0000-0000-000000000000",
      storage_aws_role_arn: null,
      storage_allowed_locations: ["azure://account.blob.core.windows.net/artifacts/"],
    });
    const result = await runTrap({
      config: stackOf(
        { snowflake_storage_integration: { azure } },
        { output: { consent: { value: "${snowflake_storage_integration.azure.azure_consent_url}" } } },
      ),
      rules,
    });
    expect(result.errors.join()).toMatch(/Output refers to sensitive values/);
  }, 60_000);

  test("a grant on a text by hand without depends_on comes before its function and is refused", async () => {
    const config = stackOf({
      snowflake_external_function: { f: externalFunction("F") },
      snowflake_grant_privileges_to_account_role: { by_hand: usageOf('"MLOPS_DEV"."MLFLOW"."F"(VARCHAR)') },
    });
    const { errors } = await runTrap({ config, rules });
    expect(errors.join()).toMatch(/Function 'MLOPS_DEV.MLFLOW.F\(VARCHAR\)' does not exist or not authorized/);
  }, 60_000);

  test("a future grant on functions reaches JavaScript functions and no external function", async () => {
    const future = {
      ...role,
      privileges: ["USAGE"],
      on_schema_object: [
        { future: [{ object_type_plural: "FUNCTIONS", in_schema: "${snowflake_schema.schema.fully_qualified_name}" }] },
      ],
    };
    const depends_on = ["snowflake_grant_privileges_to_account_role.future"];
    const config = stackOf({
      snowflake_external_function: { f: externalFunction("F", { depends_on }) },
      snowflake_function_javascript: { translator: { ...TRANSLATOR, depends_on } },
      snowflake_grant_privileges_to_account_role: { future },
    });
    const { accounts, errors } = await runTrap({ config, rules });
    expect(errors).toEqual([]);
    const names = [...accounts.values()].flatMap((account) => grants(account).map(({ name }) => name));
    expect(names).toEqual(['"MLOPS_DEV"."MLFLOW"."TRANSLATOR"(OBJECT)']);
  }, 60_000);

  test("a stage's comment with an apostrophe is created, and cannot be altered", async () => {
    const stage = (comment: string) => stackOf({ snowflake_stage: { s: { ...IN_SCHEMA, name: "S", comment } } });
    const created = await runTrap({ config: stage("MLflow's"), rules });
    expect([created.errors, created.changes]).toEqual([[], {}]);
    const altered = await runTrap({ config: stage("MLflow"), then: [stage("MLflow's")], rules });
    expect(altered.errors.join()).toMatch(/error updating stage comment/);
  }, 60_000);
});

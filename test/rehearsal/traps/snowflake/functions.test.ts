import { runTrap, type JsonObject, type TrapResult } from "../trap";
import { apiIntegration, externalFunction, GATEWAY, rules, stackOf, TRANSLATOR } from "./stack";

const translator = (changes: JsonObject) => ({ ...TRANSLATOR, ...changes });

/** Each external function below is wrong in one way only. */
const WRONG: Record<string, [JsonObject, RegExp]> = {
  outside_prefix: [
    { url_of_proxy_and_resource: "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/other/" },
    /is not allowed by API integration 'MLOPS_DEV_API': it begins with none of API_ALLOWED_PREFIXES/,
  ],
  blocked_prefix: [
    { url_of_proxy_and_resource: `${GATEWAY}admin/x` },
    /is not allowed by API integration 'MLOPS_DEV_API': API_BLOCKED_PREFIXES holds/,
  ],
  disabled_integration: [
    { api_integration: "${snowflake_api_integration.disabled.name}" },
    /API integration 'DISABLED' is disabled/,
  ],
  custom_domain: [
    {
      api_integration: "${snowflake_api_integration.custom.name}",
      url_of_proxy_and_resource: "https://mlflow.example.com/mlops/",
    },
    /custom domains are not supported/,
  ],
  lower_case_integration: [
    { api_integration: "mlops_dev_api" },
    /Integration 'mlops_dev_api' does not exist or not authorized/,
  ],
  storage_integration: [
    { api_integration: "${snowflake_storage_integration.storage.name}" },
    /Integration 'MLOPS_DEV_STORAGE' does not exist or not authorized/,
  ],
  two_part_translator: [
    { request_translator: "MLFLOW.TRANSLATOR" },
    /The provider crashed: panic: runtime error: index out of range: request_translator 'MLFLOW.TRANSLATOR' has 2 part/,
  ],
  four_part_translator: [
    { response_translator: "MLOPS.DEV.MLFLOW.TRANSLATOR" },
    /The provider crashed: .*response_translator 'MLOPS.DEV.MLFLOW.TRANSLATOR' has 4 part/,
  ],
  translator_with_arguments: [
    { request_translator: "${snowflake_function_javascript.translator.fully_qualified_name}" },
    /syntax error: unexpected '\(' in REQUEST_TRANSLATOR/,
  ],
  lower_case_translator: [
    { request_translator: "mlops_dev.mlflow.translator" },
    /Function in REQUEST_TRANSLATOR 'mlops_dev.mlflow.translator' does not exist/,
  ],
  translator_of_text: [
    { response_translator: "MLOPS_DEV.MLFLOW.${snowflake_function_javascript.text.name}" },
    /response_translator .* must be a JavaScript UDF with exactly one argument of type OBJECT that returns OBJECT/,
  ],
  translator_is_external: [
    { request_translator: "MLOPS_DEV.MLFLOW.${snowflake_external_function.lower.name}" },
    /request_translator .* must be a JavaScript UDF/,
  ],
  unreadable_return: [{ return_type: "BOOLEAN" }, /return_type BOOLEAN not recognized/],
  unreadable_number: [{ return_type: "NUMBER(38,0)" }, /return_type NUMBER\(38,0\) not recognized/],
  unknown_type: [{ arg: [{ name: "A", type: "JSON" }] }, /invalid data type: JSON/],
  geography: [{ arg: [{ name: "A", type: "GEOGRAPHY" }] }, /GEOGRAPHY is allowed neither as an argument/],
  blank_in_argument: [{ arg: [{ name: "RUN ID", type: "VARCHAR" }] }, /syntax error at argument 'RUN ID'/],
  underscore_in_header: [
    { header: [{ name: "mlops_errors", value: "return" }] },
    /header name 'mlops_errors' holds a character/,
  ],
  context_with_parentheses: [
    { context_headers: ["CURRENT_USER()"] },
    /'CURRENT_USER\(\)' is not a context function that CONTEXT_HEADERS takes/,
  ],
  wrong_case_schema: [{ schema: "mlflow" }, /Schema 'MLOPS_DEV.mlflow' does not exist or not authorized/],
};

const functions = Object.fromEntries(
  Object.entries(WRONG).map(([name, [changes]]) => [
    name,
    {
      ...externalFunction(name.toUpperCase(), changes),
      depends_on: [
        "snowflake_function_javascript.translator",
        "snowflake_schema.schema",
        "snowflake_api_integration.api",
      ],
    },
  ]),
);

describe("wrong functions", () => {
  let result: TrapResult;

  beforeAll(async () => {
    const config = stackOf({
      snowflake_api_integration: {
        api: apiIntegration("MLOPS_DEV_API", { api_blocked_prefixes: [`${GATEWAY}admin/`] }),
        disabled: apiIntegration("DISABLED", { enabled: false }),
        custom: apiIntegration("CUSTOM", { api_allowed_prefixes: ["https://mlflow.example.com/"] }),
      },
      snowflake_function_javascript: {
        text: translator({ name: "TEXT", arguments: [{ arg_name: "A", arg_data_type: "VARCHAR" }] }),
        dollars: translator({ name: "DOLLARS", function_definition: "return { body: '$$' };" }),
        twice: translator({ name: "FITS", arguments: [{ arg_name: "A", arg_data_type: "STRING" }] }),
      },
      snowflake_external_function: {
        ...functions,
        fits: externalFunction("FITS", { depends_on: ["snowflake_function_javascript.twice"] }),
        overload: externalFunction("FITS", { arg: [] }),
        lower: externalFunction("fits"),
      },
    });
    result = await runTrap({ config, rules });
  }, 60_000);

  const at = (address: string) => (result.errorsAt[address] ?? []).join("\n");

  test.each(Object.entries(WRONG).map(([name, [, message]]) => [name, message] as const))(
    "%s is refused with its own message",
    (name, message) => {
      const address = `snowflake_external_function.${name}`;
      expect(at(address)).toMatch(message);
    },
  );

  test("a body with $$ is refused", () => {
    expect(at("snowflake_function_javascript.dollars")).toMatch(/function_definition between two \$\$/);
  });

  test("a second function of the same signature is refused, whatever the spelling of the types", () => {
    expect(at("snowflake_external_function.fits")).toMatch(/Object 'MLOPS_DEV.MLFLOW.FITS\(VARCHAR\)' already exists/);
  });

  test("an overload and a lower-case name are other functions", () => {
    expect(at("snowflake_external_function.overload")).toBe("");
    expect(at("snowflake_external_function.lower")).toBe("");
  });

  test("a function whose return type cannot be read back exists nevertheless", () => {
    const names = [...result.accounts.values()].flatMap((account) =>
      account.list("snowflake_external_function").map(({ values }) => values.name),
    );
    expect(names).toContain("UNREADABLE_RETURN");
    expect(names).not.toContain("UNKNOWN_TYPE");
    expect(result.state.all("snowflake_external_function").map(({ name }) => name)).toContain("unreadable_return");
  });

  test("nothing else is wrong", () => {
    const expected = [
      ...Object.keys(WRONG).map((name) => `snowflake_external_function.${name}`),
      "snowflake_external_function.fits",
      "snowflake_function_javascript.dollars",
    ];
    expect(Object.keys(result.errorsAt).sort()).toEqual(expected.sort());
  });
});

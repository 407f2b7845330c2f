import { RESPONSE_TRANSLATOR } from "../../../src/mlflow/translators/response";
import { run } from "../support/translators";

const value = (body: unknown, errors?: string): unknown =>
  (run(RESPONSE_TRANSLATOR, { body, translatorData: errors && { errors } }) as { body: { data: unknown[][] } }).body
    .data;

describe("the value of a function", () => {
  test("is MLflow's answer as the body of row 0", () => {
    expect(value({ run: { info: { run_id: "a" } } }, "fail")).toEqual([
      [0, { body: { run: { info: { run_id: "a" } } } }],
    ]);
    expect(value({}, "fail")).toEqual([[0, { body: {} }]]);
    expect(value({ a: 1 })).toEqual([[0, { body: { a: 1 } }]]);
  });

  test.each([
    [{ experiments: [] }, 200],
    [{ error_code: "RESOURCE_DOES_NOT_EXIST", message: "no" }, 404],
    [{ error_code: "RESOURCE_ALREADY_EXISTS" }, 400],
    [{ error_code: "INVALID_PARAMETER_VALUE" }, 400],
    [{ error_code: "PERMISSION_DENIED" }, 403],
    [{ error_code: "HTTP_405" }, 405],
    [{ error_code: "SOMETHING_NEW" }, 400],
    [{ error_code: "constructor" }, 400],
  ])("has a status where errors are returned: %j is %s", (body, status) => {
    expect(value(body, "return")).toEqual([[0, { http_status: status, body }]]);
  });

  test.each([[null], [undefined], ["<html>"], [[1]], [5]])("is never made of %j", (body) => {
    expect(() => value(body, "fail")).toThrow(/MLflow's answer is not a JSON object/);
  });
});

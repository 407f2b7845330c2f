import { runInNewContext } from "node:vm";
import { ModelColumnType, ModelSignature, ScoringProtocol } from "../../../src/mlflow";
import { scoringRequest } from "../../../src/mlflow/scoring/request";
import { EVERY_TYPE, row, ScoringRuntime, answering } from "../support/scoring";

const echo = answering((values, columns) => Object.fromEntries(values.map((value, index) => [columns[index], value])));
const scoring = new ScoringRuntime(echo);
const FORM = { name: "SCORE", protocol: ScoringProtocol.DATAFRAME_SPLIT, takesObject: false, maxPayloadBytes: 1e6 };
const asObject = new ScoringRuntime(echo, { takesObject: true });

async function sent(column: string, value: unknown): Promise<unknown> {
  const [prediction] = await scoring.predictions([row({ [column]: value })]);
  return (prediction as Record<string, unknown>)[column];
}

describe("a value reaches the model exactly", () => {
  test.each([
    ["boolean", false, false],
    ["integer", -2147483648, -2147483648],
    ["integer", 2, 2],
    ["long", "12", 12],
    ["long", 12, 12],
    ["long", "12.000", 12],
    ["long", "-0", 0],
    ["long", "9007199254740993", "9007199254740993"],
    ["long", "-9223372036854775808", "-9223372036854775808"],
    ["float", 0.1, 0.1],
    ["double", 0.1, 0.1],
    ["double", 1.7976931348623157e308, 1.7976931348623157e308],
    ["string", "", ""],
    ["string", "NaN", "NaN"],
    ["string", '😀\u0000"', '😀\u0000"'],
    ["binary", Buffer.from([]), ""],
    ["binary", Buffer.from([255]), "/w=="],
    ["binary", Buffer.from([1, 2]), "AQI="],
    ["binary", Buffer.from([251, 255, 254, 0]), "+//+AA=="],
    ["datetime", "2024-02-29 23:59:59.999999999", "2024-02-29T23:59:59.999999999"],
    ["maybe float", null, null],
    ["maybe double", null, null],
    ["maybe string", null, null],
    ["maybe datetime", null, null],
  ])("%s %j as %j", async (column, value, expected) => {
    expect(await sent(column, value)).toEqual(expected);
  });

  test("minus zero as text, as JSON's -0 is a whole number", () => {
    const source = scoringRequest({ ...FORM, columns: [{ name: "x", type: ModelColumnType.DOUBLE }] });
    const sentBody: unknown = runInNewContext(
      `(function (EVENT) {${source}})(JSON.parse('{"body":{"data":[[0,-0]]}}')).body`,
    );
    expect(JSON.stringify(sentBody)).toBe('{"dataframe_split":{"columns":["x"],"data":[["-0.0"]]}}');
  });

  test("any bytes as their base64 text", async () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 89 + length * 31) % 256));
      expect(await sent("binary", bytes)).toBe(bytes.toString("base64"));
    }
  });
});

const NULLS = ["boolean", "integer", "long", "float", "double", "string", "binary", "datetime"];
describe("is refused with column and row, and without the value", () => {
  test.each([
    ...NULLS.map((column) => [column, null, "is NULL: the model requires a value"]),
    ...["boolean", "integer", "long", "binary"].map((type) => [
      `maybe ${type}`,
      null,
      "is NULL: MLflow has no NULL in a column of this type",
    ]),
    ["integer", 2.5, "must be a whole number of 32 bits"],
    ["integer", 2147483648, "must be a whole number of 32 bits"],
    ["integer", "NaN", "must be a whole number of 32 bits"],
    ["long", 2.5, "must be a whole number of 64 bits"],
    ["long", "9223372036854775808", "must be a whole number of 64 bits"],
    ["long", "-9223372036854775809", "must be a whole number of 64 bits"],
    ["long", 1e21, "must be a whole number of 64 bits"],
    ["long", true, "must be a whole number of 64 bits"],
    ["float", 1e300, "must be a finite number of 32 bits"],
    ["float", "inf", "must be a finite number of 32 bits"],
    ["double", "NaN", "must be a finite number: JSON has no NaN and no infinity"],
    ["double", "-inf", "must be a finite number: JSON has no NaN and no infinity"],
    ["string", "\ud800", "must be text of whole characters"],
    // What a session writes by default: digits behind the millisecond would be cut.
    ["datetime", "2026-05-04 03:02:01.123", "must be a time with nine digits behind the second"],
    ["datetime", "2026-05-04", "must be a time with nine digits behind the second"],
    ["datetime", "2026-05-04 03:02:01.123456789 +0200", "must be a time with nine digits behind the second"],
    ["datetime", "2026-02-29 00:00:00.000000000", "must be a date of the calendar"],
    ["datetime", "2026-00-10 00:00:00.000000000", "must be a date of the calendar"],
    ["datetime", "1600-01-01 00:00:00.000000000", "must be from 1678 to 2261"],
  ] as [string, unknown, string][])("%s %j", async (column, value, problem) => {
    const message = await scoring.failure(row(), row(), row({ [column]: value }));
    expect(message).toContain(`SCORE: column "${column}" of row 2 of the batch ${problem}`);
    if (typeof value === "string") expect(message).not.toContain(`'${value}'`);
  });

  test("a statement with a refused row sends nothing of its batch", async () => {
    const before = scoring.bodies.length;
    await scoring.failure(row(), row({ long: 2.5 }));
    expect(scoring.bodies).toHaveLength(before);
  });
});

describe("a function of one OBJECT", () => {
  const LARGE = 'column "long" of row 0 of the batch must be a whole number; from 2^43 on, as text';
  const given = Object.fromEntries(
    EVERY_TYPE.inputs.map(({ name }, index) => {
      const value = row()[index];
      return [name, Buffer.isBuffer(value) ? value.toString("hex") : value];
    }),
  );

  test("sends what the function of the columns sends", async () => {
    await scoring.predictions([row()]);
    await asObject.predictions([[given]]);
    expect(asObject.bodies.at(-1)).toBe(scoring.bodies.at(-1));
  });

  test("sends a whole number below 2^43 as it is", async () => {
    const [prediction] = await asObject.predictions([[{ ...given, long: 2 ** 43 - 1 }]]);
    expect(prediction).toMatchObject({ long: 2 ** 43 - 1 });
  });

  test("reads a key that is left out as NULL", async () => {
    const without = (left: string) => Object.fromEntries(Object.entries(given).filter(([name]) => name !== left));
    expect(await asObject.failure([without("double")])).toContain('column "double" of row 0 of the batch is NULL');
    const [prediction] = await asObject.predictions([[without("maybe double")]]);
    expect(prediction).toMatchObject({ "maybe double": null });
  });

  test.each([
    ['the key "doubel" of row 0 of the batch is no column of the model', { ...given, doubel: 1 }],
    [LARGE, { ...given, long: 2 ** 43 }],
    // JSON's parser makes a whole number of it.
    [LARGE, { ...given, long: 4503599627370497.2 }],
    [LARGE, { ...given, long: -8796093022207.999 }],
    ['column "integer" of row 0 of the batch must be a whole number of 32 bits', { ...given, integer: "1" }],
    ['column "boolean" of row 0 of the batch must be TRUE or FALSE', { ...given, boolean: "true" }],
    ['column "string" of row 0 of the batch must be text', { ...given, string: 1 }],
    ['column "binary" of row 0 of the batch must be bytes in hexadecimal digits', { ...given, binary: "AQI=" }],
    ["row 0 of the batch must be an OBJECT with a key for each column", null],
  ])("refuses: %s", async (problem, value) => {
    expect(await asObject.failure([value])).toContain(problem);
  });
});

test("a column's name arrives as it is, whatever it holds", async () => {
  const name = '${a} %{b} $$ "c" \u2028 __proto__';
  const signature = new ModelSignature({ inputs: [{ name, type: ModelColumnType.DOUBLE }] });
  const named = new ScoringRuntime(echo, { signature });
  expect(await named.predictions([[1]])).toEqual([{ [name]: 1 }]);
});

test("a model with thousands of columns gets each value in its column", async () => {
  const types = Object.values(ModelColumnType);
  const inputs = Array.from({ length: 3_000 }, (_, index) => {
    const type = types[index % types.length] ?? ModelColumnType.LONG;
    return { name: `${type} of column ${index}`, type };
  });
  const wide = new ScoringRuntime(echo, { signature: new ModelSignature({ inputs }) });
  const [values] = [row({ binary: "0102" })];
  const given = Object.fromEntries(inputs.map(({ name, type }) => [name, values[types.indexOf(type) * 2]]));
  const [prediction] = await wide.predictions([[{ ...given, "integer of column 1": 77 }]]);
  expect(prediction).toMatchObject({
    "integer of column 1": 77,
    "integer of column 9": 1,
    "binary of column 6": "AQI=",
  });
  expect(Object.keys(prediction as object)).toHaveLength(3_000);
  expect(await wide.failure([{ ...given, "long of column 2994": 0.5 }])).toContain(
    'column "long of column 2994" of row 0',
  );
});

test("input_data numbers the rows, and is answered by a bare list", async () => {
  const azure = new ScoringRuntime(
    ({ body = "" }) => {
      const { input_data: frame } = JSON.parse(body) as { input_data: { index: number[]; data: unknown[][] } };
      return { status: 200, body: JSON.stringify(frame.index) };
    },
    { protocol: ScoringProtocol.INPUT_DATA },
  );
  expect(await azure.predictions([row(), row(), row()])).toEqual([0, 1, 2]);
});

import { Testing } from "cdktf";
import {
  ModelColumnType,
  ModelSignature,
  ScoringFunction,
  ScoringProtocol,
  type ScoringFunctionProps,
} from "../../../src/mlflow";
import { scoringRequest } from "../../../src/mlflow/scoring/request";
import { Role } from "../../../src/snowflake";
import { EVERY_TYPE, scoringFunction, scoringStack } from "../support/scoring";

const { BOOLEAN, DOUBLE, STRING } = ModelColumnType;
const of = (...names: string[]) => new ModelSignature({ inputs: names.map((name) => ({ name, type: DOUBLE })) });
const many = (count: number) => of(...Array.from({ length: count }, (_, index) => `feature_${index}`));

type Block = Readonly<Record<string, unknown>>;

function blocks(given: Partial<ScoringFunctionProps> = {}, type = "snowflake_external_function"): Block[] {
  const { resource } = JSON.parse(Testing.synth(scoringFunction(given).stack)) as {
    resource: Record<string, Record<string, Block>>;
  };
  return Object.values(resource[type] ?? {});
}

test("a function has an argument for each column, of a type that carries its values exactly", () => {
  const [block] = blocks();
  expect((block?.arg as Block[]).filter(({ name }) => !String(name).startsWith("MAYBE"))).toEqual([
    { name: "BOOLEAN", type: "BOOLEAN" },
    { name: "INTEGER", type: "FLOAT" },
    { name: "LONG", type: "VARCHAR" },
    { name: "FLOAT", type: "FLOAT" },
    { name: "DOUBLE", type: "FLOAT" },
    { name: "STRING", type: "VARCHAR" },
    { name: "BINARY", type: "BINARY" },
    { name: "DATETIME", type: "VARCHAR" },
  ]);
  expect(block).toMatchObject({
    name: "SCORE",
    url_of_proxy_and_resource: "https://abc123.execute-api.eu-west-1.amazonaws.com/dev/score/model",
    return_type: "VARIANT",
    compression: "NONE",
    context_headers: ["CURRENT_ACCOUNT", "CURRENT_REGION"],
  });
});

test.each([
  [
    ["sepal length (cm)", "x.y", "Ä1"],
    ["SEPAL_LENGTH_CM", "X_Y", "_1"],
  ],
  [
    ["order", "Group", "1st"],
    ["ORDER_", "GROUP_", "_1ST"],
  ],
])("arguments are named after the columns %j, without reserved words: %j", (columns, names) => {
  expect(scoringFunction({ signature: of(...columns) }).made.arguments.map(({ name }) => name)).toEqual(names);
});

describe("rows in a request", () => {
  test.each([
    [4_000_000, of("x"), 1_000],
    [100_000, many(10), Math.floor(50_000 / 258)],
    [
      4_000_000,
      new ModelSignature({ inputs: [{ name: "x", type: ModelColumnType.BINARY }] }),
      Math.floor(2_000_000 / 5_473),
    ],
    [1_024, many(100), 1],
  ])("follow from a limit of %d bytes", (maxPayloadBytes, signature, rows) => {
    const { made } = scoringFunction({ maxPayloadBytes, signature });
    expect(made.maxBatchRows).toBe(rows);
    expect(blocks({ maxPayloadBytes, signature })[0]?.max_batch_rows).toBe(rows);
  });

  test("can be set", () => {
    expect(blocks({ maxBatchRows: 7 })[0]?.max_batch_rows).toBe(7);
  });
});

describe("a function takes one OBJECT", () => {
  const object = [{ name: "FEATURES", type: "OBJECT" }];

  test("where the headers with its signature would pass the gateway's limit", () => {
    expect(scoringFunction({ signature: many(100) }).made.arguments).toHaveLength(100);
    expect(scoringFunction({ signature: many(200) }).made.arguments).toEqual(object);
    expect(scoringFunction({ signature: many(200), maxHeaderBytes: 60_000 }).made.arguments).toHaveLength(200);
  });

  test("where these headers would pass Snowflake's 9,800 bytes, whatever the gateway accepts", () => {
    // "FEATURE_100 FLOAT, " 19 bytes, and a third more in base64.
    expect(scoringFunction({ signature: many(210), maxHeaderBytes: 60_000 }).made.arguments).toHaveLength(210);
    expect(scoringFunction({ signature: many(240), maxHeaderBytes: 60_000 }).made.arguments).toEqual(object);
  });

  test("with more than 500 columns", () => {
    expect(scoringFunction({ signature: many(501) }).made.arguments).toEqual(object);
  });

  test("where the settings say so", () => {
    expect(scoringFunction({ takesObject: true }).made.arguments).toEqual(object);
    expect(scoringFunction({ signature: of("a b", "a-b"), takesObject: true }).made.arguments).toEqual(object);
  });
});

describe("is refused at synthesis", () => {
  test.each([
    [{ signature: undefined as unknown as ModelSignature }, "signature = (not set): must be set"],
    [{ signature: {} as ModelSignature }, "must be a signature: the arguments of the function come from it"],
    [{ signature: of("a b", "a-b") }, 'must have columns that give different arguments; "a b" and "a-b" give A_B'],
    [{ signature: many(501), takesObject: false }, "must be true: a function of Snowflake has at most 500 arguments"],
    [
      { signature: many(300), takesObject: false },
      "must be true: the headers with an argument for each column have more than 6729 bytes",
    ],
    [{ name: "score" }, 'name = "score": must be a Snowflake identifier'],
    [
      { protocol: "instances" as ScoringProtocol },
      'protocol = "instances": must be one of dataframe_split, input_data',
    ],
    [{ maxPayloadBytes: 0 }, "maxPayloadBytes = 0: must be an integer from 1024"],
    [{ maxBatchRows: 0 }, "maxBatchRows = 0: must be an integer from 1"],
    [{ path: "/score" }, "must not begin with /"],
  ] as [Partial<ScoringFunctionProps>, string][])("%#", (given, problem) => {
    expect(() => scoringFunction(given)).toThrow(problem);
  });
});

test("another type of a column replaces the function", () => {
  const name = (type: ModelColumnType) =>
    blocks({ signature: new ModelSignature({ inputs: [{ name: "x", type }] }) })[0]?.request_translator;
  const names = (type: ModelColumnType) =>
    blocks({ signature: new ModelSignature({ inputs: [{ name: "x", type }] }) }, "snowflake_function_javascript").map(
      ({ name: each }) => each,
    );
  expect(name(DOUBLE)).toBe(name(STRING));
  expect(names(DOUBLE)).not.toEqual(names(STRING));
  expect(names(BOOLEAN)).toEqual(names(BOOLEAN));
});

test("a reader may call the function and run its translators", () => {
  const { stack, ...where } = scoringStack();
  const role = Role.fromRoleName(stack, "Analyst", "ANALYST");
  new ScoringFunction(stack, "Score", {
    ...where,
    name: "SCORE",
    path: "score/model",
    signature: EVERY_TYPE,
    protocol: ScoringProtocol.DATAFRAME_SPLIT,
    maxPayloadBytes: 4_000_000,
    readers: [role],
  });
  const { resource } = JSON.parse(Testing.synth(stack)) as { resource: Record<string, Record<string, Block>> };
  const grants = Object.values(resource.snowflake_grant_privileges_to_account_role ?? {});
  expect(grants.map(({ account_role_name: to, privileges }) => [to, privileges])).toEqual(
    Array.from({ length: 3 }, () => ["ANALYST", ["USAGE"]]),
  );
});

test("the text of a translator holds nothing that ends it in SQL or that Terraform would replace, with 500 columns it is below 100 KB", () => {
  const columns = Array.from({ length: 500 }, (_, index) => ({
    name: `$$ \${a} %{b} column number ${index}`,
    type: DOUBLE,
  }));
  const source = scoringRequest({
    name: "SCORE",
    columns,
    protocol: ScoringProtocol.DATAFRAME_SPLIT,
    takesObject: false,
    maxPayloadBytes: 1e6,
  });
  for (const text of ["$$", "${", "%{"]) expect(source).not.toContain(text);
  expect(Buffer.byteLength(source)).toBeLessThan(100 * 1024);
});

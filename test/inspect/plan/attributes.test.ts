import { attributeChanges, pathOf } from "../../../src/inspect/plan/attributes";

const secret = "hunter2-hunter2";

test("a change is named down to the innermost attribute, also inside a text that holds JSON", () => {
  const containers = (image: string) => JSON.stringify([{ name: "mlflow", image }]);
  const before = { value: { count: 1, tags: { team: "a" }, containers: containers("one") }, sensitive: {} };
  const after = { value: { count: 1, tags: { team: "b" }, containers: containers("two") }, sensitive: {}, unknown: {} };
  expect(attributeChanges(before, after)).toEqual([
    { path: "containers[0].image", before: '"one"', after: '"two"' },
    { path: "tags.team", before: '"a"', after: '"b"' },
  ]);
});

test.each([
  ["as a whole", { password: true }, { password: true }],
  ["in one of its parts", { password: { value: true } }, {}],
  ["only after the deploy", {}, { password: true }],
  ["only before the deploy", { password: true }, {}],
])("a value that is sensitive %s is not shown on either side", (_what, beforeMask, afterMask) => {
  const of = (value: unknown) => ({ password: { value } });
  const [change, ...others] = attributeChanges(
    { value: of(secret), sensitive: beforeMask },
    { value: of("other-secret"), sensitive: afterMask },
  );
  expect(others).toEqual([]);
  expect([change?.before, change?.after]).toEqual(["(sensitive)", "(sensitive)"]);
});

test("a list of another length that holds one sensitive part is not shown", () => {
  const [change] = attributeChanges(
    { value: { env: [{ name: "A", value: secret }] }, sensitive: { env: [{ value: true }] } },
    { value: { env: [] }, sensitive: { env: [] } },
  );
  expect(change).toEqual({ path: "env", before: "(sensitive)", after: "(sensitive)" });
});

test("what is known after the deploy is a word, not the value that Terraform leaves out", () => {
  const before = { value: { arn: "arn:aws:s3:::one", block: [{ id: "x" }] }, sensitive: {} };
  const after = { value: { block: [{}] }, sensitive: {}, unknown: { arn: true, block: [{ id: true }] } };
  expect(attributeChanges(before, after)).toEqual([
    { path: "arn", before: '"arn:aws:s3:::one"', after: "(known after the deploy)" },
    { path: "block[0].id", before: '"x"', after: "(known after the deploy)" },
  ]);
});

test("a long value is told by its length, and null is nothing", () => {
  const [change] = attributeChanges(
    { value: { body: null }, sensitive: {} },
    { value: { body: "x".repeat(500) }, sensitive: {} },
  );
  expect(change).toEqual({ path: "body", before: "(none)", after: "(502 characters)" });
  expect(attributeChanges({ value: { a: null }, sensitive: {} }, { value: {}, sensitive: {} })).toEqual([]);
});

test("of two long texts the place is shown at which they differ", () => {
  const policy = (count: number) => `${"x".repeat(300)} max-count="${count}" ${"y".repeat(300)}`;
  const change = (one: string, other: string, sensitive: unknown = {}) =>
    attributeChanges({ value: { body: one }, sensitive }, { value: { body: other }, sensitive: {} })[0];
  expect(change(policy(50), policy(400))).toEqual({
    path: "body",
    before: JSON.stringify('…xxxxxxxx max-count="50" yyyyyyyyyyyyyyyyy…'),
    after: JSON.stringify('…xxxxxxxx max-count="400" yyyyyyyyyyyyyyyyy…'),
  });
  expect(change("a".repeat(200), "b".repeat(300))).toMatchObject({
    before: "(202 characters)",
    after: "(302 characters)",
  });
  expect(change(policy(1), policy(2), { body: true })).toMatchObject({ before: "(sensitive)", after: "(sensitive)" });
});

test("a path is written as in the code", () => {
  expect(pathOf(["network_configuration", 0, "subnets"])).toBe("network_configuration[0].subnets");
});

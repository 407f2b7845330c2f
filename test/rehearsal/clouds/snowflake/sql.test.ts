import { SqlReader } from "../../../../src/rehearsal/clouds/snowflake/sql";

test("unquoted identifiers are folded to upper case, quoted ones are kept", () => {
  const reader = new SqlReader('task Demo."Mixed ""x""".name');
  reader.expects("TASK");
  expect(reader.path()).toEqual(["DEMO", 'Mixed "x"', "NAME"]);
  expect(reader.atEnd).toBe(true);
});

test("comments and blanks do not count, a last semicolon does not either", () => {
  const reader = new SqlReader("select /* one */ 1 -- constant\n ;");
  reader.expects("SELECT", "1");
  expect(() => {
    reader.end();
  }).not.toThrow();
});

test("strings keep their case, and a doubled quote is one", () => {
  const reader = new SqlReader("('https://a/', 'it''s')");
  expect(reader.list()).toEqual(["https://a/", "it's"]);
});

test("two statements are refused", () => {
  expect(() => new SqlReader("SELECT 1; SELECT 2")).toThrow(/Actual statement count 2/);
});

test.each(["SELECT $1", "SELECT 'open", "SELECT a::int", "SELECT `a`"])("%s is not known", (sql) => {
  expect(() => new SqlReader(sql)).toThrow(/does not know this SQL/);
});

test("what is left over is refused with the place", () => {
  const reader = new SqlReader("SELECT 1 FROM t");
  reader.expects("SELECT", "1");
  expect(() => {
    reader.end();
  }).toThrow(/at 'FROM'/);
});

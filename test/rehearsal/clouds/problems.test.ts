import { problemOf } from "../../../src/rehearsal/clouds/problems";

const problems = [
  { where: { host: "^$" }, error: "no host", status: 404 },
  { where: { host: ".", "zone.name": "^a$" }, error: "{host} is not in {zone.name}", status: 500 },
];

test("the first problem that there is is told, with what it is about", () => {
  expect(problemOf(problems, { host: "", zone: { name: "a" } })).toMatchObject({ status: 404, error: "no host" });
  expect(problemOf(problems, { host: "h", zone: [{ name: "a" }] })).toMatchObject({ error: "h is not in a" });
  expect(problemOf([problems[0] ?? { where: {}, error: "", status: 0 }], { host: "h" })).toBeUndefined();
});

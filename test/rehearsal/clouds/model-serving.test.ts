import { chooseByWeight, formProblem, isOver } from "../../../src/rehearsal/clouds/model-serving";
import { UnknownElementError } from "../../../src/rehearsal/simulator/readers";

const CHAMPION = { name: "champion", weight: 9 };
const CHALLENGER = { name: "challenger", weight: 1 };

describe("what the simulated model endpoints have in common", () => {
  test.each([
    [0, "champion"],
    [0.899, "champion"],
    [0.9, "challenger"],
    [1, "challenger"],
  ])("%p chooses %s of nine to one", (random, name) => {
    expect(chooseByWeight([CHAMPION, CHALLENGER], random).name).toBe(name);
  });

  test("what has no weight gets no calls", () => {
    const old = { name: "old", weight: 0 };
    expect([0, 0.5, 1].map((random) => chooseByWeight([old, CHAMPION, old], random).name)).toEqual(
      Array(3).fill("champion"),
    );
    expect(() => chooseByWeight([old], 0.5)).toThrow(UnknownElementError);
  });

  test("the limit itself is taken, and a letter of two bytes counts twice", () => {
    const contentType = "application/json";
    expect(isOver(4, { contentType, body: "éé" })).toBe(false);
    expect(isOver(4, { contentType, body: "ééa" })).toBe(true);
  });

  test.each([
    ["text/csv", "{}", 415, "text/csv"],
    ["application/json", "{", 400, "no JSON"],
    ["application/json", '{"input_data": {}}', 400, "dataframe_split"],
    ["application/json; charset=utf-8", '{"dataframe_split": []}', 400, "dataframe_split"],
  ])("%s with %s is answered with %p", (contentType, body, status, says) => {
    const answer = formProblem("dataframe_split", { contentType, body });
    expect(answer?.status).toBe(status);
    expect(answer?.body.toString()).toContain(says);
  });

  test("each form is read by its own server", () => {
    const contentType = "application/json; charset=utf-8";
    expect(formProblem("dataframe_split", { contentType, body: '{"dataframe_split": {}}' })).toBeUndefined();
    expect(formProblem("input_data", { contentType, body: '{"input_data": {}}' })).toBeUndefined();
  });
});

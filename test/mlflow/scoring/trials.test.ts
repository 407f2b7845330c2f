import { ScoringProtocol, type ScoringFunctionProps } from "../../../src/mlflow";
import { ExternalFunctionRuntime } from "../../../src/rehearsal/snowflake";
import { Trials } from "../../../src/rehearsal/snowflake/trials";
import { appliedState } from "../support/applied";
import { scoringFunction } from "../support/scoring";

test.each([[{}], [{ takesObject: true }], [{ protocol: ScoringProtocol.INPUT_DATA }]] as [
  Partial<ScoringFunctionProps>,
][])("translators refuse what they cannot use, and stumble over nothing: %j", async (given) => {
  const state = appliedState(scoringFunction(given).stack);
  const trials = new Trials(state, new ExternalFunctionRuntime({ state, gateways: [] }));
  await trials.translators();
  expect(trials.defects).toEqual([]);
  expect(trials.trials.map(({ name }) => name)).toEqual(["SCORE"]);
});

import { countObjects } from "../../src/rehearsal/existing";
import type { Workbench } from "../rehearsal/simulator/terraform";

/** Destroys what is applied, and expects that the accounts hold nothing then. */
export async function expectDestroyedToNothing(bench: Workbench): Promise<void> {
  expect(await bench.destroy()).toMatchObject({ status: 0 });
  expect(countObjects(bench.simulator.accounts)).toBe(0);
}

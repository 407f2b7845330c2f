// Calls of generated translators against ones by hand that check nothing.
import { compare } from "./measure.mjs";
import { FIGURES } from "./figures.mjs";
import { BY_HAND, CALLS, LOG_BATCH, eventOf, milliseconds, quickestInV8 } from "./translators.mjs";

/** One call of each translator of the kedro set. */
export async function kedroCalls(stacks, report) {
  const { resource } = stacks[0].json;
  const functions = Object.values(resource.snowflake_external_function);
  for (const [name, { row, body }] of Object.entries(BY_HAND)) {
    const external = functions.find((each) => each.name === name);
    const [, key] = /snowflake_function_javascript\.(\w+)\.name/.exec(external.request_translator);
    const generated = resource.snowflake_function_javascript[key].function_definition;
    const measured = await compare(
      { runs: 15, limit: FIGURES.translator.limit },
      () => milliseconds(name, generated, row),
      () => milliseconds(name, body, row),
    );
    report.add("translator", measured.ratio, `${(measured.a / CALLS).toFixed(2)} ms a call`, name);
  }
}

/** The largest call: 1,000 metrics at once. */
export async function largestCall(report) {
  const { name, row, generated, byHand } = LOG_BATCH;
  const measured = await compare(
    { runs: 15, limit: FIGURES.logBatch.limit },
    () => quickestInV8(generated, eventOf(row)),
    () => quickestInV8(byHand, eventOf(row)),
  );
  report.add("logBatch", measured.ratio, `${measured.a.toFixed(2)} ms / ${measured.b.toFixed(2)} ms`, name);
  report.add("logBatchTime", measured.a, "in Node's engine", name);
}

import type { ModelAnswer, ModelRequest, ServedModel } from "../../src/rehearsal/servers/model-runtime";

/** How a test lets a model answer rows. */
export type Answer = (model: ServedModel, rows: unknown[]) => ModelAnswer;

/** The number of each row. */
const numbered: Answer = (_, rows) => ({
  status: 200,
  body: Buffer.from(JSON.stringify({ predictions: rows.map((_, index) => index) })),
});

/** Scores nothing: answers what a test tells it to, and writes down which model was asked. */
export class StubbedModels {
  public readonly seen: (ServedModel & ModelRequest)[] = [];
  public answer: Answer = numbered;

  /** Forgets what was asked, and numbers rows again. */
  public reset(): void {
    this.seen.length = 0;
    this.answer = numbered;
  }

  public async invoke(model: ServedModel, request: ModelRequest): Promise<ModelAnswer> {
    this.seen.push({ ...model, ...request });
    const { dataframe_split } = JSON.parse(request.body) as { dataframe_split: { data: unknown[] } };
    return Promise.resolve(this.answer(model, dataframe_split.data));
  }

  /** Calls by deployment. */
  public get deployments(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { deployment } of this.seen) counts[deployment] = (counts[deployment] ?? 0) + 1;
    return counts;
  }
}

/** A model that fails with a status, and writes what no caller may read. */
export function failsWith(status: number, body = "Traceback: row 7 holds secret"): Answer {
  return () => ({ status, body: Buffer.from(body) });
}

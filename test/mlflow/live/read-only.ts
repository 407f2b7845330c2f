import { setTimeout as sleep } from "node:timers/promises";
import type { Live } from "../support/live";
import { newRun } from "./kedro";

/** Writes side by side, one after the other, until `stop`. Each answer is kept with its number of the phase in which it was asked for. */
class Writers {
  public phase = "writable";
  public readonly answers: { readonly phase: string; readonly status: number; readonly text: string }[] = [];
  private isStopping = false;
  private readonly ended: Promise<unknown>;

  constructor(
    private readonly url: string,
    private readonly run: string,
    count: number,
  ) {
    this.ended = Promise.all(Array.from({ length: count }, (_, writer) => this.write(writer)));
  }

  public statuses(phase: string): number[] {
    return [...new Set(this.answers.filter((each) => each.phase === phase).map(({ status }) => status))].sort();
  }

  /** Resolves when as many answers to questions of a phase are there. */
  public async hear(phase: string, count: number): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (this.answers.filter((each) => each.phase === phase).length < count) {
      if (Date.now() > deadline) throw new Error(`no ${count} answers while ${phase}`);
      await sleep(20);
    }
  }

  public async stop(): Promise<void> {
    this.isStopping = true;
    await this.ended;
  }

  private async write(writer: number): Promise<void> {
    for (let n = 0; !this.isStopping; n++) {
      const { phase } = this;
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ run_id: this.run, key: `read-only-${writer}-${n}`, value: "x" }),
      });
      const text = await answer.text();
      // What was asked while the database changed may have met either.
      if (phase === this.phase) this.answers.push({ phase, status: answer.status, text });
    }
  }
}

/** A database that fails over: for a while it takes no writes, on connections that live on or on new ones. */
export function readOnlyDatabase(live: Live): void {
  const admin = async (sql: string) => (await live.servers.postgres()).query(sql);
  const readOnly = async (is: boolean): Promise<void> => {
    await admin(`ALTER SYSTEM SET default_transaction_read_only = ${is ? "on" : "off"}`);
    await admin("SELECT pg_reload_conf()");
    await sleep(300);
  };
  const endConnections = () =>
    admin(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'mlflow' AND pid <> pg_backend_pid()",
    );

  test.each([
    ["keeps its connections", () => Promise.resolve()],
    ["ends its connections", endConnections],
  ])(
    "that turns read-only and %s is answered with 503 alone, which Snowflake repeats, and the server recovers",
    async (_what, also) => {
      const run = await newRun(live);
      const url = `http://127.0.0.1:${live.port("proxy")}/post/api/2.0/mlflow/runs/set-tag`;
      const writers = new Writers(url, run, 4);
      try {
        await writers.hear("writable", 20);
        writers.phase = "changing";
        await readOnly(true);
        await also();
        await sleep(300);
        writers.phase = "read-only";
        await writers.hear("read-only", 20);
        writers.phase = "changing back";
        await readOnly(false);
        await also();
        await sleep(300);
        writers.phase = "writable again";
        await writers.hear("writable again", 20);
      } finally {
        await readOnly(false);
        await writers.stop();
      }
      expect(writers.statuses("writable")).toEqual([200]);
      expect(writers.statuses("read-only")).toEqual([503]);
      expect(writers.statuses("writable again")).toEqual([200]);
      const refused = writers.answers
        .filter(({ status }) => status === 503)
        .map(({ text }) => JSON.parse(text) as object);
      for (const each of refused) expect(each).toMatchObject({ error_code: "TEMPORARILY_UNAVAILABLE" });
    },
    120_000,
  );
}

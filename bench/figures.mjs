// Every figure of `npm run bench`, with its limit. docs/bench.md shows this table.

/**
 * `limit` is what the figure has to reach. Where a figure does not reach it, or tells the speed of a machine as well, there is a `ceiling` that
 * it must not pass; docs/bench.md says why.
 */
export const FIGURES = {
  environments: {
    what: "synth of all environments / raw program",
    limit: 1.3,
    how: "CPU time of the whole process, against a program that makes the same resources from the same bindings by hand",
  },
  groups: {
    what: "synth with all groups / the kedro five",
    limit: 1.5,
    how: "CPU time of a program of one platform; that of the five alone follows from the smallest group and the time a function",
  },
  stacks: {
    what: "time a stack at 100 stacks / at 10",
    limit: 1.2,
    how: "CPU time of one program with 1, 10 and 100 platforms, less the start of the process",
  },
  deploy: {
    what: "rehearsed deploy and empty plan / one resource",
    limit: 2,
    ceiling: 6,
    how: "synth, `cdktf deploy` and second plan of aws-dev by the clock, against the same for a stack with one VPC",
  },
  path: {
    what: "critical path / unavoidable chain",
    limit: 1.15,
    how: "longest chain of the dependency graph by typical creation times, over database and tracking server",
  },
  groupsPath: {
    what: "critical path / the same with the kedro five",
    limit: 1,
    how: "aws-dev, whose functions cover the default groups, against its JSON without them",
  },
  size: {
    what: "MB installed over cdktf, constructs and bindings",
    limit: 10,
    how: "this package and its dependencies, for a user of AWS",
  },
  cost: { what: "dollars a month, idle", limit: 45, how: "aws-dev, from its JSON and the prices in `bench/cost.mjs`" },
  translator: {
    what: "translator / by hand",
    limit: 1.8,
    how: "a call of each of kedro's functions in the sandbox, against one without checks",
  },
  logBatch: {
    what: "translator / by hand, 1,000 metrics",
    limit: 2,
    how: "the quickest calls in V8, each evaluating its source anew",
  },
  proxyP99: {
    what: "p99 through the proxy / bare MLflow",
    limit: 1.5,
    how: "calls at once, in turns on the same database, with one worker each; both share the machine with the client and PostgreSQL",
  },
  proxyThroughput: {
    what: "calls a second, bare MLflow / through the proxy",
    limit: 1.05,
    how: "the same calls",
  },
  proxyFailed: { what: "answers through the proxy that were not 200", limit: 0, how: "the same calls" },
  proxyAlone: {
    what: "ms that the proxy adds to a call alone",
    limit: 2,
    how: "the median of one call after the other",
  },
  logBatchTime: { what: "ms of that call", limit: 5, ceiling: 20, how: "the quickest call" },
};

/** Collects what was measured and prints it. */
export class Report {
  lines = [];

  /** @param subject - which of several the figure is about */
  add(name, measured, more, subject) {
    this.lines.push({ ...FIGURES[name], measured, more, subject });
  }

  /** Prints a line a figure. Returns how many are past what they must not pass. */
  print() {
    for (const { what, subject, measured, limit, ceiling, more } of this.lines) {
      const mark = measured <= limit ? "✓" : measured <= (ceiling ?? limit) ? "~" : "✗";
      const name = subject === undefined ? what : `${what} (${subject})`;
      const kept = mark === "~" ? `, not reached here: see docs/bench.md, kept below ${ceiling}` : "";
      console.log(`${mark} ${name.padEnd(64)} ${measured.toFixed(2).padStart(6)}  limit ${limit}${kept}  (${more})`);
    }
    const over = this.lines.filter(({ measured, limit, ceiling }) => measured > (ceiling ?? limit)).length;
    console.log(`\n${this.lines.length} figures, ${over} past their limit`);
    return over;
  }
}

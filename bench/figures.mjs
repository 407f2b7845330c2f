// Every figure of `npm run bench`, with its limit. docs/bench.md shows this table.

/**
 * `limit` is the target of the figure. If the figure does not reach it, or depends on the speed of the machine, there is a `ceiling` that
 * it must not exceed; docs/bench.md gives the reasons.
 */
export const FIGURES = {
  environments: {
    what: "synth of all environments / raw program",
    limit: 1.2,
    how: "CPU time of the whole process, against a program without this library that creates the same resources from the same bindings",
  },
  groups: {
    what: "synth with all groups / the kedro five",
    limit: 1.5,
    how: "CPU time of a program with one platform; that of the five is extrapolated from the smallest group and the time per function",
  },
  stacks: {
    what: "time per stack at 100 stacks / at 10",
    limit: 1.2,
    how: "CPU time of one program with 1, 10 and 100 platforms, less the start of the process",
  },
  deploy: {
    what: "rehearsed deploy and empty plan / one resource",
    limit: 2,
    ceiling: 6,
    how: "elapsed time of synth, `cdktf deploy` and second plan of aws-dev, against a stack with one VPC",
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
  cost: {
    what: "dollars a month, idle",
    limit: 45,
    how: "aws-dev, from its JSON and the prices in `src/inspect/cost/aws.ts`",
  },
  costAzure: {
    what: "dollars a month, idle, on Azure",
    limit: 17,
    how: "azure-dev, from its JSON and the prices in `src/inspect/cost/azure.ts`",
  },
  costGcp: {
    what: "dollars a month, idle, on Google Cloud",
    limit: 10,
    how: "gcp-dev, from its JSON and the prices in `src/inspect/cost/gcp.ts`",
  },
  translator: {
    what: "translator / by hand",
    limit: 1.8,
    how: "a call of each of kedro's functions in the sandbox, against one without checks",
  },
  logBatch: {
    what: "translator / by hand, 1,000 metrics",
    limit: 2,
    how: "the fastest calls in V8, each evaluating its source again",
  },
  scoring: {
    what: "scoring translator / by hand, 1,000 rows",
    limit: 2,
    how: "the fastest calls in V8 with ten columns, each evaluating its source again; request and response",
  },
  proxyP99: {
    what: "p99 through the proxy / bare MLflow",
    limit: 1.5,
    how: "concurrent calls, in turn on the same database, with one worker each; both share the machine with the client and PostgreSQL",
  },
  proxyThroughput: {
    what: "calls per second, bare MLflow / through the proxy",
    limit: 1.05,
    how: "the same calls",
  },
  proxyFailed: { what: "responses through the proxy other than 200", limit: 0, how: "the same calls" },
  proxyAlone: {
    what: "ms that the proxy adds to a single call",
    limit: 2,
    ceiling: 6,
    how: "the median of sequential calls",
  },
  logBatchTime: { what: "ms of a translator with 1,000 metrics", limit: 5, ceiling: 20, how: "the fastest call" },
};

/** Collects what was measured and prints it. */
export class Report {
  lines = [];

  /** @param subject - the subject of the figure, if there are several */
  add(name, measured, more, subject) {
    this.lines.push({ ...FIGURES[name], measured, more, subject });
  }

  /** Prints a line for each figure. Returns how many exceed their limit. */
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

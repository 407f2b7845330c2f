import type { RehearsalReport, ReportedCall } from "../rehearsal/report";

const short = (value: unknown, length: number) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
};

const callLine = (call: ReportedCall) =>
  `    ${call.function}(${call.arguments.map((argument) => short(argument, 24)).join(", ")})\n` +
  `      ${call.verb ?? "no request"} ${short(call.path ?? "", 96).replace(/^"|"$/g, "")} → ${call.status ?? "-"} ${short(call.result, 72)}`;

const SIMULATED = [
  "providers: schemas from the installed bindings, behaviour from tables of the real providers and from rules",
  "accounts, which reject what the rules list as rejected by the real ones; waits (time_sleep) are skipped",
];

const NOT_SHOWN = [
  "quotas and permissions of your accounts, the duration and the cost of a real deploy",
  "whether the tasks can pull the images",
  "undocumented behaviour of Snowflake (listed in docs/rehearsal.md)",
];

/** The lines printed at the end of a rehearsal. */
export function summarize(report: RehearsalReport): string[] {
  const lines: string[] = [""];
  const list = (title: string, entries: readonly string[]) => {
    if (entries.length > 0) lines.push(`  ${title}`, ...entries.map((entry) => `    ${entry}`));
  };
  if (report.calls.length > 0) lines.push("  SQL functions called", ...report.calls.map(callLine));
  list("Verified", report.shown);
  list("Functions not called end to end; their translators ran with rows of their argument types", report.notCalled);
  list("Destroy was refused until protection was removed", report.destroy.refused ?? []);
  list(
    "Real",
    [
      report.terraform === "" ? "" : `cdktf and ${report.terraform}: init, plan, apply, second plan, destroy`,
      report.calls.length > 0
        ? "MLflow, PostgreSQL and Caddy, started from the applied container definitions; the translators"
        : "",
    ].filter((line) => line !== ""),
  );
  list("Programs used in place of images", report.programs);
  list("Simulated", [
    ...(report.simulated.length > 0 ? [report.simulated.join(", ")] : []),
    ...SIMULATED,
    ...(report.calls.length > 0
      ? ["SQL engine: functions are called with values, as Snowflake calls them for a query"]
      : []),
  ]);
  list(
    "Differences between the local servers and the applied containers",
    report.differences.map((d) => `${d.container}: ${d.setting}: ${short(d.applied, 60)} → ${short(d.local, 60)}`),
  );
  list("Approximated", report.approximations);
  list("Not covered by a rehearsal", NOT_SHOWN);
  list(
    "Skipped",
    report.skipped.map(({ what, reason }) => `${what}: ${reason}`),
  );
  // The full text is printed where the step failed.
  list(
    "Failed",
    report.failures.map((failure) => short(failure.split("\n", 2).join(" "), 160).replace(/^"|"$/g, "")),
  );
  const seconds = Object.values(report.seconds).reduce((sum, each) => sum + each, 0);
  lines.push(
    "",
    report.ok
      ? `${report.stack}: passed. ${report.resources} resources, ${report.secondPlan.changes} changes in the second plan, ` +
          `${report.calls.length} calls, ${report.destroy.left} resources left after destroy, ${seconds.toFixed(0)} s`
      : `${report.stack}: failed, ${report.failures.length} ${report.failures.length === 1 ? "problem" : "problems"}`,
  );
  return lines;
}

import type { RehearsalReport, ReportedCall } from "../rehearsal/report";

const short = (value: unknown, length: number) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
};

const callLine = (call: ReportedCall) =>
  `    ${call.function}(${call.arguments.map((argument) => short(argument, 24)).join(", ")})\n` +
  `      ${call.verb ?? "no request"} ${short(call.path ?? "", 96).replace(/^"|"$/g, "")} → ${call.status ?? "-"} ${short(call.result, 72)}`;

const SIMULATED = [
  "the providers: schemas from the installed bindings, behaviour from a table of the real providers and from rules",
  "accounts that refuse what the rules know the real ones refuse; waits (time_sleep) are skipped",
];

const NOT_SHOWN = [
  "quotas and permissions of your accounts, the time a real deploy takes, what it costs",
  "whether the images can be pulled from where the tasks run",
  "what Snowflake leaves undocumented; docs/rehearsal.md lists it",
];

/** What a person reads at the end of a rehearsal, line by line. */
export function summarize(report: RehearsalReport): string[] {
  const lines: string[] = [""];
  const list = (title: string, entries: readonly string[]) => {
    if (entries.length > 0) lines.push(`  ${title}`, ...entries.map((entry) => `    ${entry}`));
  };
  if (report.calls.length > 0) lines.push("  SQL functions called", ...report.calls.map(callLine));
  list("Shown", report.shown);
  list("A destroy was refused, until the protection was lifted", report.destroy.refused ?? []);
  list(
    "Real",
    [
      report.terraform === "" ? "" : `cdktf and ${report.terraform}: init, plan, apply, second plan, destroy`,
      report.calls.length > 0
        ? "MLflow, PostgreSQL and Caddy, started from the containers that were applied; the translators"
        : "",
    ].filter((line) => line !== ""),
  );
  list("Programs that stand for images", report.programs);
  list("Simulated", [
    ...(report.simulated.length > 0 ? [report.simulated.join(", ")] : []),
    ...SIMULATED,
    ...(report.calls.length > 0
      ? ["the SQL engine: functions are called with values, as Snowflake calls them for a query"]
      : []),
  ]);
  list(
    "Local servers differ from the applied containers only in",
    report.differences.map((d) => `${d.container}: ${d.setting}: ${short(d.applied, 60)} → ${short(d.local, 60)}`),
  );
  list("Approximated", report.approximations);
  list("No rehearsal can show", NOT_SHOWN);
  list(
    "Skipped",
    report.skipped.map(({ what, reason }) => `${what}: ${reason}`),
  );
  // Each stood in full where its step failed.
  list(
    "Failed",
    report.failures.map((failure) => short(failure.split("\n", 2).join(" "), 160).replace(/^"|"$/g, "")),
  );
  const seconds = Object.values(report.seconds).reduce((sum, each) => sum + each, 0);
  lines.push(
    "",
    report.ok
      ? `${report.stack}: all held. ${report.resources} resources, second plan ${report.secondPlan.changes} changes, ` +
          `${report.calls.length} calls, ${report.destroy.left} left after destroy, ${seconds.toFixed(0)} s`
      : `${report.stack}: failed, ${report.failures.length} ${report.failures.length === 1 ? "problem" : "problems"}`,
  );
  return lines;
}

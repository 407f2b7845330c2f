import { readFileSync } from "node:fs";
import { SCORING_RESPONSES as AWS } from "../../src/aws/gateway/scoring-responses";
import { GATEWAY_ERRORS, MODEL_RESPONSES, SCORING_RESPONSES as AZURE } from "../../src/azure/gateway/scoring-responses";
import { SCORING_ERRORS } from "../../src/mlflow/scoring/errors";
import { errorRoutes, responseRoutes } from "../../src/mlflow/scoring-proxy/responses";

/** `422 MODEL_ERROR gives up`: what SQL gets, and what Snowflake does then. */
const outcome = (status: string, kind: string): string => {
  const isRepeated = status === "429" || Number(status) >= 500;
  return `${status} ${kind} ${isRepeated ? "repeats" : "gives up"}`;
};

/** The outcomes in a page's first table with kinds after a heading. */
function documented(file: string): Set<string> {
  const page = readFileSync(file, "utf8");
  const section = page.slice(page.indexOf("### Errors", page.indexOf("## Model endpoints")));
  const lines = section.slice(0, section.indexOf("\n#", 4)).split("\n");
  const found = lines.flatMap((line) => {
    const [, , status = "", kind = "", then = ""] = line.split("|").map((cell) => cell.trim());
    const [, name] = /^`([A-Z_]+)`$/.exec(kind) ?? [];
    return name === undefined ? [] : status.split(", ").map((each) => `${each} ${name} ${then}`);
  });
  return new Set(found);
}

/** Kinds and their statuses in a text with bodies of errors, where a status stands before its body. */
function inText(text: string, status: string): string[] {
  const found: string[] = [];
  let own = status;
  for (const [, set, kind] of text.matchAll(/override\.status = (\d+)|"error":"([A-Z_]+)"/gi)) {
    if (set !== undefined) own = set;
    if (kind === undefined) continue;
    found.push(outcome(own, kind));
    own = status;
  }
  return found;
}

const AWS_OUTCOMES = AWS.flatMap(({ status, template = "" }) => inText(template, status));
const AZURE_OUTCOMES = [...AZURE, ...MODEL_RESPONSES, ...GATEWAY_ERRORS].map(({ status, error }) =>
  outcome(String(status), error.kind),
);
const PROXY = JSON.stringify([responseRoutes(), errorRoutes()]);
const GCP_OUTCOMES = [
  ...[...PROXY.matchAll(/"status_code":(\d+),"headers":.*?\\"error\\":\\"([A-Z_]+)\\"/g)].map(
    ([, status = "", kind = ""]) => outcome(status, kind),
  ),
];

test.each([
  ["docs/aws.md", AWS_OUTCOMES],
  ["docs/azure.md", AZURE_OUTCOMES],
  ["docs/gcp.md", GCP_OUTCOMES],
])("%s has what SQL gets for each error, and nothing else", (file, outcomes) => {
  expect([...documented(file)].sort()).toEqual([...new Set(outcomes)].sort());
});

test("a model that fails and one that is too slow are final on every cloud, and a busy container is not", () => {
  const { modelError, timeout, tooManyRequests } = SCORING_ERRORS;
  for (const outcomes of [AWS_OUTCOMES, AZURE_OUTCOMES, GCP_OUTCOMES]) {
    const of = (kind: string) => [...new Set(outcomes.filter((each) => each.split(" ")[1] === kind))];
    expect(of(modelError.kind)).toEqual([`422 ${modelError.kind} gives up`]);
    expect(of(timeout.kind)).toEqual([`422 ${timeout.kind} gives up`]);
    expect(of(tooManyRequests.kind)).toEqual([`429 ${tooManyRequests.kind} repeats`]);
  }
});

// Figures that are counted, not measured: they are the same on every machine.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** The deploy's longest chain by typical creation times, over what no arrangement avoids. */
export function criticalPaths(root, stacks, report) {
  const { criticalPath } = require(join(root, "dist", "inspect", "pictures"));
  const { SynthesizedStack } = require(join(root, "dist", "inspect", "stack"));
  const pathOf = (json) => criticalPath(new SynthesizedStack(json));
  for (const { name, json } of stacks) {
    const path = pathOf(json);
    const { seconds } = path.unavoidable;
    report.add("path", path.seconds / seconds, `${path.seconds} s / ${seconds} s`, name);
  }
  const { json } = stacks.find(({ name }) => name === "aws-dev");
  const [withGroups, without] = [json, kedroAlone(json)].map((each) => pathOf(each).seconds);
  report.add("groupsPath", withGroups / without, `${withGroups} s / ${without} s`);
}

/** The JSON of a platform without the functions of MLflow's REST API: kedro's five stay, and the translator that they share. */
function kedroAlone({ resource, ...json }) {
  const isLeftOut = ({ "//": comment }) =>
    /\/Functions\//.test(comment.metadata.path) && !comment.metadata.path.includes("/Functions/Response/");
  const kept = Object.entries(resource).map(([type, blocks]) => [
    type,
    Object.fromEntries(Object.entries(blocks).filter(([, block]) => !isLeftOut(block))),
  ]);
  return { ...json, resource: Object.fromEntries(kept) };
}

/** Dollars a month of the dev environments while nobody uses them. */
export function monthlyCost(root, stacks, report) {
  const { CLOUD_PRICES, idleCostOf, resourcesOf } = require(join(root, "dist", "inspect", "cost"));
  for (const [figure, cloud] of [
    ["cost", "aws"],
    ["costAzure", "azure"],
    ["costGcp", "gcp"],
  ]) {
    const { json } = stacks.find(({ name }) => name === `${cloud}-dev`);
    const { total, unpriced } = idleCostOf(CLOUD_PRICES[cloud], resourcesOf(json));
    if (unpriced.length > 0) throw new Error(`src/inspect/cost has no price of ${unpriced.join(", ")}`);
    report.add(figure, total, "list prices, without traffic");
  }
}

/** Megabytes that an AWS-only user installs over cdktf, constructs and the binding packages. */
export function installSize(root, report) {
  const size = (path) => {
    const stat = statSync(path);
    return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0) : stat.size;
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const paths = [
    join(root, "dist"),
    join(root, "python"),
    ...Object.keys(dependencies).map((name) => join(root, "node_modules", name)),
  ];
  const megabytes = paths.reduce((sum, path) => sum + size(path), 0) / 1e6;
  report.add("size", megabytes, `with ${Object.keys(dependencies).join(", ")}`);
}

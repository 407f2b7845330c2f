// The reference part of docs/functions.md: every function of a group with its operation, options and an example that the tests run.
import { readFileSync } from "node:fs";

const RETRIES = {
  SAFE: "may be repeated",
  SAFE_WITH_TIMESTAMP: "may be repeated: the same time logs the same point",
  REPEAT_FAILS: "a repeated request fails although the first one succeeded",
  NEW_OBJECT: "**a repeated request makes another object**",
};

/** A JSON value as Snowflake's SQL writes it. */
function sql(value) {
  if (value === null) return "NULL";
  if (typeof value === "string") return `'${value.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`;
  if (Array.isArray(value)) return `[${value.map(sql).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([name, item]) => `${sql(name)}: ${sql(item)}`)
      .join(", ")}}`;
  return String(value).toUpperCase();
}

function filled(value, samples) {
  return JSON.parse(JSON.stringify(value).replace(/\$([a-z]+)/g, (whole, name) => samples[name] ?? whole));
}

/** @param root folder of the repo, which must be built */
export function functionsOf(group, root, require) {
  const { restSet } = require(`${root}/dist/mlflow/definitions/rest-set.js`);
  const { samples, steps } = JSON.parse(readFileSync(`${root}/test/mlflow/examples.json`, "utf8"));
  const sections = restSet([group], "fail").map(({ name, operation, arguments: args, options, ownOptions }) => {
    const all = [...options, ...ownOptions];
    const signature = [
      ...args.map((each) => `${each.name} ${each.type}`),
      ...(all.length > 0 ? ["OPTIONS OBJECT"] : []),
    ];
    const step = steps.find((each) => each.function === name);
    if (step === undefined) throw new Error(`test/mlflow/examples.json has no example of ${name}`);
    const page = operation.fields.find((field) => field.name === "max_results")?.fallback;
    const facts = [
      `${operation.summary}.`,
      `MLflow: \`${operation.verb} ${operation.path}\` (${operation.rpc}), since ${operation.firstVersion}.`,
      `Level ${operation.level}; ${RETRIES[operation.retry]}.`,
      ...(all.length > 0 ? [`OPTIONS: ${all.map((each) => `\`${each}\``).join(", ")}.`] : []),
      ...(page === undefined ? [] : [`A page has ${page} items where \`max_results\` is not given.`]),
      ...(step.note === undefined ? [] : [step.note]),
    ];
    const call = `SELECT ${name}(${filled(step.arguments, samples).map(sql).join(", ")});`;
    return `#### ${name}\n\n\`${name}(${signature.join(", ")})\`\n\n${facts.join(" ")}\n\n\`\`\`sql\n${call}\n\`\`\`\n`;
  });
  return `\n${sections.join("\n")}\n`;
}

import { resolve } from "node:path";
import { Testing } from "cdktf";
import type { StackJson } from "../../../src/inspect/stack";
import { allRules } from "../../../src/rehearsal/clouds";
import { rehearsalEnvironment } from "../../../src/rehearsal/deploy/environment";
import { RehearsalFolder } from "../../../src/rehearsal/deploy/folder";
import { findTerraform } from "../../../src/rehearsal/deploy/project";
import { TerraformRun } from "../../../src/rehearsal/deploy/terraform";
import { FaultInjector, FaultScenario, newFaultsReport } from "../../../src/rehearsal/faults";
import { startSimulator } from "../../../src/rehearsal/simulator";
import { Steps } from "../../../src/rehearsal/scenario/progress";
import { isStateful } from "../../../src/inspect/plan";
import { closure } from "../../support/closure";
import { STACKS } from "../../support/stacks";

const ROOT = resolve(__dirname, "../../..");

// Kinds of aws-dev of every sort: what holds data, what depends on it, what is replaced before it is deleted, what is frozen.
const KINDS = [
  "aws_api_gateway_rest_api_policy",
  "aws_cloudwatch_log_group",
  "aws_ecs_task_definition",
  "aws_s3_bucket_versioning",
  "aws_secretsmanager_secret_version",
  "snowflake_stage",
  "snowflake_task",
  // Terraform itself answers for it: no fault can reach it.
  "terraform_data",
];
const FUNCTION = "snowflake_function_javascript";

function sample(): StackJson {
  const [, make] = STACKS.find(([name]) => name === "aws-dev") ?? [];
  if (make === undefined) throw new Error("aws-dev is not among the stacks");
  const stack = JSON.parse(Testing.synth(make(), true)) as StackJson;
  const [translator] = Object.keys(stack.resource?.[FUNCTION] ?? {});
  return closure(stack, (address) => {
    const [type = "", name] = address.split(".");
    return KINDS.includes(type) || (type === FUNCTION && name === translator);
  });
}

async function tell(stack: StackJson) {
  const folder = RehearsalFolder.create();
  folder.write("sample", stack);
  await folder.useLocalState("sample");
  const injector = new FaultInjector();
  const simulator = await startSimulator({
    stacks: [folder.stackFile("sample")],
    bindings: ROOT,
    rules: allRules,
    fault: injector.fault,
  });
  try {
    const env = rehearsalEnvironment(process.env, simulator.environment);
    const terraform = new TerraformRun({ folder: ROOT, app: "true" }, folder, "sample", await findTerraform(env), env);
    await terraform.init();
    const report = newFaultsReport("sample");
    const silent = { begin: () => undefined, end: () => undefined, fail: () => undefined, note: () => undefined };
    const steps = new Steps(silent, report.seconds);
    await new FaultScenario({ terraform, simulator, folder, stack: "sample", injector, steps, report }).run();
    return report;
  } finally {
    await simulator.close();
    folder.remove();
  }
}

test("every create, update and delete of a sample of aws-dev may fail once, refused or timed out: it converges", async () => {
  const stack = sample();
  const types = Object.keys(stack.resource ?? {});
  expect(types.length).toBeGreaterThanOrEqual(12);
  expect(types.filter((type) => isStateful(type)).length).toBeGreaterThanOrEqual(6);

  const report = await tell(stack);
  const reached = Object.fromEntries(report.waves.map(({ wave, failed }) => [wave, failed.length]));
  expect(reached).toEqual({
    "create refused": report.resources,
    "update refused": expect.any(Number) as number,
    "update timed out": reached["update refused"],
    "delete refused": report.resources,
    "create timed out": report.resources,
    "delete timed out": report.resources,
  });
  expect(reached["update refused"]).toBeGreaterThanOrEqual(12);
  expect(report.notReached).toEqual([]);
  // Only a create that timed out ever needs a person, and one more apply.
  expect(
    report.waves.filter(
      ({ wave, untainted, remade }) => wave !== "create timed out" && untainted.length + remade.length > 0,
    ),
  ).toEqual([]);
}, 400_000);

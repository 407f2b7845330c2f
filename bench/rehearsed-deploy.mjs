// What a rehearsal up to its empty second plan costs, for aws-dev and for a stack of one resource.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIGURES } from "./figures.mjs";
import { compare, wholeProcess } from "./measure.mjs";
import { rawProgram } from "./raw-program.mjs";

/** A stack with a VPC alone, from the same provider as another and with the same backend. */
function oneResource({ terraform, provider }) {
  return {
    terraform: { ...terraform, required_providers: { aws: terraform.required_providers.aws } },
    provider: { aws: provider.aws },
    resource: { aws_vpc: { one: { cidr_block: "10.0.0.0/16" } } },
  };
}

/** Rehearses a stack of a built program, as a CDKTF project of its own. */
function rehearse(root, work, program, stack) {
  const project = join(work, `project-${stack}`);
  const app = `node ${program}`;
  mkdirSync(project, { recursive: true });
  writeFileSync(
    join(project, "cdktf.json"),
    JSON.stringify({ language: "typescript", app, sendCrashReports: "false" }),
  );
  return wholeProcess(process.execPath, [join(root, "bench", "deploy-and-plan.mjs"), project, stack], { cwd: work })
    .clock;
}

/** By the clock: cdktf, Terraform and the simulated clouds work side by side. */
export async function rehearsedDeploy(root, work, { name, json }, report) {
  const one = join(root, ".build", "one-resource.cjs");
  writeFileSync(one, rawProgram([{ name: "one", json: oneResource(json) }], root));
  const measured = await compare(
    { runs: 1, limit: FIGURES.deploy.ceiling },
    () => rehearse(root, work, join(root, ".build", "stacks", "main.js"), name),
    () => rehearse(root, work, one, "one"),
  );
  report.add("deploy", measured.ratio, `${measured.a.toFixed(1)} s / ${measured.b.toFixed(1)} s`);
}

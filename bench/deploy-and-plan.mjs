// A rehearsal up to its empty second plan: `node bench/deploy-and-plan.mjs <project> <stack>`. `npm run bench` measures it.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const from = (file) => require(`../dist/rehearsal/${file}`);
const { allRules } = from("clouds/index.js");
const { rehearsalEnvironment } = from("deploy/environment.js");
const { RehearsalFolder } = from("deploy/folder.js");
const { findTerraform, openProject } = from("deploy/project.js");
const { TerraformRun } = from("deploy/terraform.js");
const { startSimulator } = from("simulator/index.js");

const [, , path, stack] = process.argv;
const project = openProject(path);
const folder = RehearsalFolder.create();
let simulator;
try {
  await folder.synthesize(project, rehearsalEnvironment(process.env), stack);
  await folder.useLocalState(stack);
  simulator = await startSimulator({
    stacks: [folder.stackFile(stack)],
    bindings: fileURLToPath(new URL("..", import.meta.url)),
    rules: allRules,
  });
  const env = rehearsalEnvironment(process.env, simulator.environment);
  const terraform = new TerraformRun(project, folder, stack, await findTerraform(env), env);
  await terraform.deploy();
  const { changes, outputs } = await terraform.plan();
  if (changes.length + outputs.length > 0) throw new Error(`the second plan of ${stack} is not empty`);
} finally {
  await simulator?.close();
  folder.remove();
}

import { createServer } from "node:net";
import { cdktfCli, findTerraform, openProject, type Project } from "../rehearsal/deploy/project";
import { installCommand, missingRehearsalPackages } from "../core/optional-packages";
import { findPython } from "../rehearsal/servers";
import { imagesOf } from "../inspect/images";
import type { SynthesizedStack } from "../inspect/stack";
import { checkCredentials } from "./credentials";
import { bad, good, wish, type Finding } from "./doctor/finding";
import { checkGoogleProject } from "./doctor/gcp";
import { checkImages, type Fetch } from "./images";
import { EXIT, type Console } from "./output";
import { checkBackend } from "./state";
import { synthesized } from "./synthesized";

export interface DoctorOptions {
  /** Asks the registries for the images of the stack, too. */
  readonly images?: boolean;
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

function node(version: string): Finding {
  const [major = 0, minor = 0] = version.replace("v", "").split(".").map(Number);
  const supported = (major === 20 && minor >= 19) || major === 21 || major === 22;
  return supported
    ? good(`Node ${version}`)
    : bad(
        `Node ${version}: cdktf-cli needs 20.19 or newer, below 23. Install Node 22 (https://nodejs.org) or run: nvm use`,
      );
}

function loopbackPort(): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) =>
      resolve(bad(`no port can be opened on 127.0.0.1: ${error.message}. Allow this program to listen there`)),
    );
    server.listen(0, "127.0.0.1", () => server.close(() => resolve(good("a free port on 127.0.0.1"))));
  });
}

async function python(env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    const found = await findPython(env);
    return good(`Python ${found.version} (${found.file})`);
  } catch (error) {
    return wish(`${message(error)} Without Python, a rehearsal deploys but does not call the functions`);
  }
}

async function attempt(work: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    return bad(message(error));
  }
}

function rehearsalPackages(): Finding {
  const missing = missingRehearsalPackages();
  return missing.length === 0
    ? good("packages for rehearsals")
    : wish(`packages for rehearsals are missing. Run: ${installCommand(missing)}`);
}

async function credentials({ providers, backend }: SynthesizedStack, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const found = checkCredentials(providers, env).map((check) =>
    check.missing.length === 0
      ? good(`${check.provider}: ${check.found.join(", ")}`)
      : bad(`${check.provider}: missing ${check.missing.join("; ")}`),
  );
  // A missing Terraform is reported above.
  const terraform = await findTerraform(env).catch(() => undefined);
  const state = checkBackend(backend, terraform);
  return [...found, state.holds ? good(state.text) : bad(state.text)];
}

async function images(stack: SynthesizedStack, send?: Fetch): Promise<Finding[]> {
  const wanted = imagesOf(stack);
  if (wanted.length === 0) return [wish(`${stack.name}: no images are named in the synthesized stack`)];
  const found = await checkImages(wanted, send);
  return found.map(({ result, text }) => ({ found: good, missing: bad, unknown: wish })[result](text));
}

async function ofStack(
  project: Project,
  stack: string,
  options: DoctorOptions,
  env: NodeJS.ProcessEnv,
  send?: Fetch,
): Promise<Finding[]> {
  try {
    const read = await synthesized(project.folder, stack, env);
    return [
      ...(await credentials(read, env)),
      ...(await checkGoogleProject(read, env)),
      ...(options.images === true ? await images(read, send) : []),
    ];
  } catch (error) {
    return [bad(message(error))];
  }
}

/**
 * `mlops doctor`. Checks this machine, and what one stack needs. Returns the exit status.
 * @param send how registries are asked, by default the fetch of Node
 */
export async function doctor(
  folder: string,
  stack: string | undefined,
  options: DoctorOptions,
  env: NodeJS.ProcessEnv,
  console: Console,
  send?: Fetch,
): Promise<number> {
  if (options.images === true && stack === undefined) {
    console.err("--images needs the name of a stack: mlops doctor <stack> --images");
    return EXIT.usage;
  }
  const project = await attempt(() => {
    cdktfCli(openProject(folder));
    return good("CDKTF project and cdktf-cli");
  });
  const findings = [
    node(process.version),
    await attempt(async () => {
      const terraform = await findTerraform(env);
      return good(`${terraform.product} ${terraform.version}`);
    }),
    await python(env),
    await loopbackPort(),
    project,
    rehearsalPackages(),
  ];
  if (stack !== undefined && project.holds)
    findings.push(...(await ofStack(openProject(folder), stack, options, env, send)));
  for (const finding of findings) console.out(`${finding.holds ? "✓" : finding.needed ? "✗" : "!"} ${finding.text}`);
  return findings.every((finding) => finding.holds || !finding.needed) ? EXIT.ok : EXIT.failed;
}

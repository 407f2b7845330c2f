import { keptRehearsals, openKept, type KeptRehearsal } from "../rehearsal/scenario/kept";
import { EXIT, type Console } from "./output";

/** The role that Terraform ran with owns the functions. */
const OWNER = "ACCOUNTADMIN";

function parseArguments(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function choose(kept: readonly KeptRehearsal[], stack: string | undefined): KeptRehearsal | string {
  const fitting = stack === undefined ? kept : kept.filter((each) => each.stack === stack);
  const [only, ...others] = fitting;
  if (only === undefined)
    return "No rehearsal of this project is running with --keep. Run in another terminal: npx mlops rehearse <stack> --keep";
  if (others.length > 0)
    return `Rehearsals of several stacks are running. Specify one: --stack ${fitting.map((each) => each.stack).join(" or --stack ")}`;
  return only;
}

/** `mlops call`. Prints the VARIANT; returns the exit status. */
export async function callCommand(
  project: string,
  name: string,
  argumentsText: string,
  options: { readonly stack?: string; readonly role?: string },
  console: Console,
): Promise<number> {
  const args = parseArguments(argumentsText);
  if (args === undefined) {
    console.err(`The arguments must be a JSON array, for instance '["0"]'. Got: ${argumentsText}`);
    return EXIT.usage;
  }
  const kept = choose(keptRehearsals(project), options.stack);
  if (typeof kept === "string") {
    console.err(kept);
    return EXIT.failed;
  }
  const call = await openKept(kept).functions.call(name, args, { role: options.role ?? OWNER });
  if (call.error !== undefined) {
    console.err(call.error);
    return EXIT.failed;
  }
  console.out(JSON.stringify(call.result, undefined, 2));
  return EXIT.ok;
}

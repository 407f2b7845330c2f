import { isCredential } from "../clouds";

// What must not reach a rehearsed Terraform, besides credentials of real accounts: settings that would change what it does.
const TERRAFORM = /^(TF_|TERRAFORM_CONFIG|TFE_|CDKTF_OUTDIR$|CDKTF_CONTEXT_JSON$)/;

/**
 * The variable that names the one stack that a command works on. An app that reads it can leave out its other stacks; an app that does not
 * synthesizes all of them, which takes longer.
 */
export const REQUESTED_STACK = "MLOPS_STACK";

/** The environment of everything that a rehearsal starts: the caller's without cloud credentials, and `own` on top. */
export function rehearsalEnvironment(base: NodeJS.ProcessEnv, own: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !isCredential(name) && !TERRAFORM.test(name));
  return {
    ...Object.fromEntries(kept),
    CHECKPOINT_DISABLE: "1",
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    // npm notices and colours would only clutter the logs.
    NO_UPDATE_NOTIFIER: "1",
    FORCE_COLOR: "0",
    // Terraform spends a fifth of its time collecting garbage; a rehearsal has memory to spare.
    GOGC: base.GOGC ?? "400",
    ...own,
  };
}

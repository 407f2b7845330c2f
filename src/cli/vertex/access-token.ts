import { run } from "../../rehearsal/deploy/command";
import { MissingTool, onPath } from "../../rehearsal/deploy/project";

/** Shorter than the hour that a token lives. */
const FRESH_MS = 20 * 60_000;

const SIGN_IN =
  "Run: gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_OAUTH_ACCESS_TOKEN";

/** Access tokens of the application default credentials, with which Terraform signs in too. */
export class AccessTokens {
  private held?: { readonly token: string; readonly at: number };

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** @throws MissingTool when there are no credentials, or no program that turns them into a token */
  public async get(): Promise<string> {
    const { GOOGLE_OAUTH_ACCESS_TOKEN: given } = this.env;
    if (given !== undefined && given !== "") return given;
    if (this.held === undefined || Date.now() - this.held.at > FRESH_MS)
      this.held = { token: await this.ask(), at: Date.now() };
    return this.held.token;
  }

  private async ask(): Promise<string> {
    const gcloud = onPath("gcloud", this.env.PATH ?? "");
    if (gcloud === undefined)
      throw new MissingTool(
        "gcloud is not on the PATH",
        "Install the Google Cloud CLI (https://cloud.google.com/sdk/docs/install), or set GOOGLE_OAUTH_ACCESS_TOKEN",
      );
    const args = ["auth", "application-default", "print-access-token"];
    const { code, stdout } = await run(gcloud, args, {
      cwd: process.cwd(),
      env: { ...this.env, CLOUDSDK_CORE_DISABLE_PROMPTS: "1" },
    });
    const token = stdout.trim();
    // gcloud's own words may hold parts of a credential.
    if (code !== 0 || token === "") throw new MissingTool("There are no application default credentials", SIGN_IN);
    return token;
  }
}

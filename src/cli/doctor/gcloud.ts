import { run } from "../../rehearsal/deploy/command";
import { onPath } from "../../rehearsal/deploy/project";

/** A question that gcloud does not answer, in its own words. */
export class GcloudError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GcloudError";
  }
}

/** Questions about a project, by Google's own program. It may be signed in as somebody else than Terraform. */
export class Gcloud {
  /** The program, or undefined when it is not on the PATH. */
  public static find(env: NodeJS.ProcessEnv, project: string): Gcloud | undefined {
    const file = onPath("gcloud", env.PATH ?? "");
    return file === undefined ? undefined : new Gcloud(file, env, project);
  }

  private constructor(
    private readonly file: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly project: string,
  ) {}

  /** @throws GcloudError with the first line of gcloud's message */
  public async ask<T>(...args: readonly string[]): Promise<T> {
    const { code, output, stdout } = await run(this.file, [...args, "--project", this.project, "--format", "json"], {
      cwd: process.cwd(),
      // It would ask whether to enable a service that is missing.
      env: { ...this.env, CLOUDSDK_CORE_DISABLE_PROMPTS: "1" },
    });
    if (code !== 0) {
      const lines = output.split("\n").map((line) => line.trim());
      const words = lines.find((line) => line.startsWith("ERROR")) ?? lines.find((line) => line !== "") ?? "";
      throw new GcloudError(words.replace(/\.$/, ""));
    }
    return JSON.parse(stdout) as T;
  }
}

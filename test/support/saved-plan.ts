import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TerraformFolder } from "./terraform";

/** The files of real plans: what `terraform show -json` prints of them. */
export class SavedPlans {
  public readonly folder = mkdtempSync(join(tmpdir(), "mlops-plans-"));
  private count = 0;

  /**
   * Plans and saves.
   * @returns the file with the plan's JSON, and the saved plan, which `apply` takes
   */
  public async save(
    terraform: TerraformFolder,
    stack: object,
    ...options: string[]
  ): Promise<{ readonly json: string; readonly saved: string; readonly code: number; readonly output: string }> {
    this.count += 1;
    const saved = join(this.folder, `plan-${this.count}.tfplan`);
    await terraform.use(stack);
    // A plan that ends with an error is saved too.
    const { code, output } = await terraform.run(
      "plan",
      "-input=false",
      "-detailed-exitcode",
      `-out=${saved}`,
      ...options,
    );
    const shown = await terraform.run("show", "-json", saved);
    if (shown.code !== 0) throw new Error(shown.output);
    return { json: this.write(`plan-${this.count}.json`, shown.stdout), saved, code, output };
  }

  public write(name: string, content: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

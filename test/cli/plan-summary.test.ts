import { readFileSync } from "node:fs";
import { join } from "node:path";
import { planSummary, type PlanSummaryOptions } from "../../src/cli/plan-summary";
import { isObject, type JsonObject } from "../../src/core/json";
import { CLOUD_PRICES, idleCostOf, resourcesOf } from "../../src/inspect/cost";
import type { StackJson } from "../../src/inspect/stack";
import { OperationGroup } from "../../src/mlflow";
import { allRules } from "../../src/rehearsal/clouds";
import { Synthesized } from "../aws/synthesized";
import { SavedPlans } from "../support/saved-plan";
import { TerraformFolder } from "../support/terraform";

// Real plans of the real Terraform over simulated providers.
jest.setTimeout(300_000);

const plans = new SavedPlans();
afterAll(() => plans.remove());

function summary(file: string, options: PlanSummaryOptions = {}) {
  const printed = { out: "", err: "" };
  const status = planSummary(file, options, {
    out: (text) => void (printed.out += `${text}\n`),
    err: (text) => void (printed.err += `${text}\n`),
  });
  return { status, ...printed };
}

/** A copy of a stack whose only resource of a type has other arguments. */
function edited(stack: StackJson, type: string, edit: JsonObject): StackJson {
  const blocks = Object.entries(stack.resource?.[type] ?? {}).map(([name, values]) => [name, { ...values, ...edit }]);
  return {
    ...stack,
    resource: { ...stack.resource, [type]: Object.fromEntries(blocks) as Record<string, JsonObject> },
  };
}

describe("aws-dev", () => {
  const synthesized = Synthesized.environment({
    region: "eu-central-1",
    snowflake: { groups: [OperationGroup.LOGGED_MODELS] },
  });
  const stack = synthesized.json as StackJson;
  const database = synthesized.address("aws_db_instance");
  const withoutDatabase = edited(stack, "aws_db_instance", { username: "other", instance_class: "db.t4g.small" });
  let terraform: TerraformFolder;
  let first: string;

  beforeAll(async () => {
    terraform = await TerraformFolder.open({ stacks: [stack], rules: allRules });
    const plan = await plans.save(terraform, stack);
    first = plan.json;
    const applied = await terraform.run("apply", "-input=false", plan.saved);
    expect(applied.code).toBe(0);
  });
  afterAll(() => terraform.close());

  test("the first plan adds by type, and costs what the bench computes of the synthesized stack", () => {
    const { status, out, err } = summary(first, { costs: true });
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const count = Object.values(stack.resource ?? {}).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
    expect(out).toContain(`${count} added`);
    expect(out).toContain("- 1 × `aws_db_instance`");
    const { total } = idleCostOf(CLOUD_PRICES.aws, resourcesOf(stack));
    expect(total).toBeGreaterThan(10);
    expect(out).toContain(`AWS, a month: $0.00 → $${total.toFixed(2)} (**+$${total.toFixed(2)}**)`);
    expect(out).toContain("List prices of us-east-1");
  });

  test("an empty plan says so, and is no drift", async () => {
    const { json, code } = await plans.save(terraform, stack);
    expect(code).toBe(0);
    expect(summary(json)).toEqual({
      status: 0,
      out: "### Plan\n\nNo changes: what is deployed is what the code says.\n",
      err: "",
    });
    const drift = summary(json, { drift: true });
    expect(drift.status).toBe(0);
    expect(drift.out).toContain("No drift: what is deployed is what the code says.");
    // What other resources added to it in the same deploy is nobody's change.
    expect(drift.out).toContain("without effect");
  });

  test("a changed setting is shown with its values and what it costs", async () => {
    const { json } = await plans.save(terraform, edited(stack, "aws_ecs_service", { desired_count: 2 }));
    const { status, out } = summary(json, { costs: true, title: "Plan of aws-dev" });
    expect(status).toBe(0);
    expect(out).toMatch(/^### Plan of aws-dev\n\n1 changed\.\n/);
    expect(out).toContain(`- \`${synthesized.address("aws_ecs_service")}\`\n  - \`desired_count\`: \`1\` → \`2\`\n`);
    expect(out).toMatch(/\(\*\*\+\$12\.\d\d\*\*\)/);
  });

  test("a change that replaces the database is refused with what forces it, until a person names it", async () => {
    const { json } = await plans.save(terraform, withoutDatabase);
    const file = join(plans.folder, "new", "summary.md");
    const { status, out, err } = summary(json, { costs: true, markdown: file });
    expect(status).toBe(1);
    expect(err).toBe(
      `wrote ${file}
refused: ${database}: replacing it loses runs, parameters, metrics and the model registry
`,
    );
    expect(out).toContain(
      `- **\`${database}\` is REPLACED**, forced by **\`username\`**\n  - \`username\`: \`"mlflow"\``,
    );
    expect(out).toContain('`instance_class`: `"db.t4g.micro"` → `"db.t4g.small"`');
    expect(out).toContain("(**+$11.68**)");
    expect(readFileSync(file, "utf8")).toBe(out);
    const allowed = summary(json, { allow: [database] });
    expect(allowed).toMatchObject({ status: 0, err: "" });
    expect(allowed.out).toContain(`- Allowed by name: \`${database}\``);
    expect(allowed.out).not.toContain("REFUSED");
  });

  test("an address that is allowed for nothing is named", async () => {
    const { json } = await plans.save(terraform, stack);
    expect(summary(json, { allow: [database] })).toMatchObject({
      status: 0,
      err: `--allow ${database} has no effect: the plan keeps it\n`,
    });
  });

  test("no summary shows a value that Terraform keeps as sensitive", async () => {
    const password = terraform.state().resources.find(({ type }) => type === "random_password");
    const { result } = password?.attributes ?? {};
    expect(String(result)).toHaveLength(32);
    const files = [
      first,
      (await plans.save(terraform, withoutDatabase)).json,
      (await plans.save(terraform, stack, `-replace=${synthesized.address("random_password")}`)).json,
      (await plans.save(terraform, stack, "-destroy")).json,
    ];
    for (const file of files) {
      for (const drift of [true, false]) expect(summary(file, { drift }).out).not.toContain(String(result));
    }
    // The test finds it where it is: in the plans themselves.
    expect(readFileSync(files[1] ?? "", "utf8")).toContain(String(result));
    expect(summary(files[1] ?? "").out).toContain("`secret_string`: (sensitive) → (known after the deploy)");
  });

  test("a destroy of everything is refused, also where each resource is allowed by name", async () => {
    const { json } = await plans.save(terraform, stack, "-destroy");
    const { status, err } = summary(json, { allow: synthesized.addresses() });
    expect(status).toBe(1);
    expect(err).toContain("refused: the plan destroys everything");
  });

  test("what somebody changed and deleted in the account is drift; a change of the code is told apart", async () => {
    const account = terraform.simulator.accounts.get("hashicorp/aws");
    const [logs] = account?.list("aws_cloudwatch_log_group") ?? [];
    const [delivery] = account?.list("aws_s3_bucket_lifecycle_configuration") ?? [];
    if (account === undefined || logs === undefined || delivery === undefined) throw new Error("nothing was deployed");
    account.put(logs.type, logs.id, { ...logs.values, retention_in_days: 3 });
    account.remove(delivery.type, delivery.id);
    try {
      const { json, code } = await plans.save(terraform, edited(stack, "aws_ecs_service", { desired_count: 2 }));
      expect(code).toBe(2);
      const { status, out } = summary(json, { drift: true });
      expect(status).toBe(1);
      expect(out).toMatch(/^### Drift\n\n\*\*3 resources differ from the code\.\*\*\n/);
      const outside = /#### Changed outside the code\n\n([\s\S]*?)\n\n####/.exec(out)?.[1]?.split("\n");
      expect(outside).toEqual([
        `- \`${synthesized.address(logs.type)}\` was changed outside the code; the next deploy sets it back`,
        "  - `retention_in_days`: `14` → `3`",
        `- \`${synthesized.address(delivery.type)}\` was deleted outside the code; the next deploy creates it`,
      ]);
      expect(out).toContain(
        "#### In the code, and not deployed\n\n" +
          `- \`${synthesized.address("aws_ecs_service")}\`: the next deploy changes it\n  - \`desired_count\`: \`1\` → \`2\``,
      );
    } finally {
      account.put(logs.type, logs.id, logs.values);
      account.put(delivery.type, delivery.id, delivery.values);
    }
  });
});

describe("a stack of random values", () => {
  const resource = {
    random_id: { name: { byte_length: 4 } },
    random_password: { kept: { length: 20, lifecycle: { prevent_destroy: true } } },
    random_pet: { animal: {} },
  };
  const terraformBlock = { required_providers: { random: { source: "hashicorp/random", version: "3.7.2" } } };
  const stack = { terraform: terraformBlock, resource };
  let terraform: TerraformFolder;

  beforeAll(async () => {
    terraform = await TerraformFolder.open({ stacks: [stack], rules: allRules });
    const { saved } = await plans.save(terraform, stack);
    expect((await terraform.run("apply", "-input=false", saved)).code).toBe(0);
  });
  afterAll(() => terraform.close());

  test("a plan that Terraform ended with an error is refused", async () => {
    const longer = { ...resource.random_password.kept, length: 30 };
    const { json, code } = await plans.save(terraform, {
      ...stack,
      resource: { ...resource, random_password: { kept: longer } },
    });
    expect(code).toBe(1);
    const { status, err } = summary(json, { allow: ["random_password.kept"] });
    expect(status).toBe(1);
    expect(err).toBe("refused: Terraform ended the plan with an error: the changes after it are missing\n");
    expect(summary(json, { drift: true })).toMatchObject({ status: 1, out: expect.stringContaining("Unreliable") });
  });

  test("a plan of a part is refused", async () => {
    const { json } = await plans.save(terraform, stack, "-target=random_pet.animal", "-replace=random_pet.animal");
    // OpenTofu does not say that a plan is incomplete.
    const { complete } = JSON.parse(readFileSync(json, "utf8")) as { complete?: boolean };
    const { err } = summary(json, { allow: ["random_pet.animal"] });
    expect(err.includes("refused: the plan is incomplete")).toBe(complete === false);
    expect(summary(json).out).toContain("- **`random_pet.animal` is REPLACED**: requested by -replace");
  });

  test("what moves, what is forgotten, what a failing check says and what outputs become is listed", async () => {
    const { json } = await plans.save(terraform, {
      terraform: terraformBlock,
      resource: { random_id: { other: resource.random_id.name }, random_pet: resource.random_pet },
      moved: [{ from: "random_id.name", to: "random_id.other" }],
      removed: [{ from: "random_password.kept", lifecycle: { destroy: false } }],
      check: { named: { assert: [{ condition: '${random_pet.animal.id == "x"}', error_message: "not @x" }] } },
      output: { length: { value: 4 }, name: { value: "${random_id.other.hex}", sensitive: true } },
    });
    const { status, out } = summary(json);
    expect(status).toBe(0);
    expect(out).toContain("1 forgotten, 1 moved, 2 outputs.");
    expect(out).toContain("#### Moved\n\n- `random_id.name` → `random_id.other`\n");
    expect(out).toContain("- `random_password.kept`: it stays, and Terraform no longer manages it");
    expect(out).toContain("- `check.named`: `not @x`");
    expect(out).toContain("- `length` is added\n  - (none) → `4`\n- `name` is added\n  - (none) → (sensitive)");
  });

  test("what is imported is listed", async () => {
    await terraform.use(stack);
    const account = terraform.simulator.accounts.get("hashicorp/random");
    const [animal] = account?.list("random_pet") ?? [];
    expect((await terraform.run("state", "rm", "random_pet.animal")).code).toBe(0);
    const { json } = await plans.save(terraform, {
      ...stack,
      import: [{ to: "random_pet.animal", id: String(animal?.id) }],
    });
    expect(summary(json).out).toContain("#### Imported\n\n- `random_pet.animal`\n");
    expect(isObject(JSON.parse(readFileSync(json, "utf8")))).toBe(true);
  });

  test("other files than a plan's JSON are named for what they are", async () => {
    const { saved, json } = await plans.save(terraform, stack, "-refresh-only");
    const state = await terraform.run("show", "-json");
    const lines = await terraform.run("plan", "-json", "-input=false");
    const plan = JSON.parse(readFileSync(json, "utf8")) as JsonObject;
    const cases: [string, string, string][] = [
      ["state.json", state.stdout, "is a state, not a plan"],
      ["lines.json", lines.stdout, "holds the log lines of `terraform plan -json`"],
      ["cdk.tf.json", JSON.stringify(stack), "is the configuration of a stack, not a plan"],
      ["words.json", "No changes.", "is not JSON"],
      ["empty.json", "\n", "is empty"],
      ["list.json", "[]", "is not the JSON of a plan"],
      [
        "next.json",
        JSON.stringify({ ...plan, format_version: "2.0" }),
        "has format_version 2.0, and this command reads 1.x",
      ],
      ["first.json", JSON.stringify({ ...plan, format_version: "0.2" }), "has format_version 0.2"],
      ["encrypted.json", JSON.stringify({ encrypted_data: "eA==", meta: {} }), "is an encrypted plan"],
      [
        "outside.json",
        JSON.stringify({ ...plan, resource_changes: [], resource_drift: [{ mode: "managed" }] }),
        "is a plan of -refresh-only",
      ],
    ];
    for (const [name, content, message] of cases) {
      const { status, out, err } = summary(plans.write(name, content));
      expect({ status, out }).toEqual({ status: 2, out: "" });
      expect(err).toContain(`${name} ${message}`);
    }
    expect(summary(saved)).toMatchObject({
      status: 2,
      err: expect.stringContaining("is a saved plan, not its JSON. Run:"),
    });
    expect(summary(plans.folder)).toMatchObject({ status: 2, err: expect.stringContaining("is a folder") });
    const nowhere = join(plans.folder, "nowhere.json");
    expect(summary(nowhere)).toMatchObject({ status: 2, err: expect.stringContaining(`There is no file ${nowhere}`) });
  });
});

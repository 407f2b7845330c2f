import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { azureRolesFor } from "../../src/inspect/policy/azure";
import { gcpRolesFor } from "../../src/inspect/policy/gcp";
import { Purpose } from "../../src/inspect/policy/purpose";
import type { IdentityRoles } from "../../src/inspect/policy/role";
import type { StackJson, SynthesizedStack } from "../../src/inspect/stack";
import { azureDevStack, azureProdStack, gcpDevStack, gcpProdStack } from "../inspect/stack";
import { synthesizeProgram } from "../support/synthesized-stacks";

const BOOTSTRAP = join("stacks", "bootstrap", "main.js");

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "mlops-pipelines-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As `mlops policy <environment> --for <purpose> --out <folder>` writes it. */
function write(stack: SynthesizedStack, rolesFor: (stack: SynthesizedStack, purpose: Purpose) => IdentityRoles): void {
  for (const purpose of Object.values(Purpose)) {
    const file = join(folder, `${stack.name}-${purpose}.json`);
    writeFileSync(file, JSON.stringify(rolesFor(stack, purpose).roles, undefined, 2));
  }
}

const valuesOf = (stack: StackJson | undefined, type: string) => Object.values(stack?.resource?.[type] ?? {});

test("the bootstrap gives the identities on Azure and Google Cloud the roles that mlops policy wrote", () => {
  for (const stack of [azureDevStack(), azureProdStack()]) write(stack, azureRolesFor);
  for (const stack of [gcpDevStack(), gcpProdStack()]) write(stack, gcpRolesFor);
  const stacks = synthesizeProgram(BOOTSTRAP, { MLOPS_CI_REPOSITORY: "my-org/my-platform", MLOPS_POLICIES: folder });
  expect(Object.keys(stacks).sort()).toEqual(["aws-state", "azure-ci", "azure-state", "gcp-ci", "gcp-state"]);

  const subjects = valuesOf(stacks["azure-ci"], "azurerm_federated_identity_credential").map(({ subject }) => subject);
  expect(subjects.sort()).toEqual(
    ["azure-dev", "azure-dev-plan", "azure-dev-plan-main", "azure-prod", "azure-prod-plan", "azure-prod-plan-main"].map(
      (name) => `repo:my-org/my-platform:environment:${name}`,
    ),
  );
  const granted = valuesOf(stacks["gcp-ci"], "google_project_iam_member").map(({ role }) => role);
  const listed = [gcpDevStack(), gcpProdStack()].flatMap((stack) =>
    Object.values(Purpose).flatMap((purpose) => gcpRolesFor(stack, purpose).roles.map(({ role }) => role)),
  );
  expect(granted.sort()).toEqual(listed.sort());
});

import { Fn, Token } from "cdktf";
import { ModelWorkspace, type AzureEnvironmentProps } from "../../src/azure";
import { problemsOf } from "../support/refusal";
import { component, emptyStack } from "./fixture";
import { artifacts, IRIS, refusals } from "./model-endpoint/fixture";
import { Synthesized } from "./synthesized";

const DEPLOYER = "aaaaaaaa-0000-4000-8000-00000000000a";
const ANOTHER = "bbbbbbbb-0000-4000-8000-00000000000b";
const GROUP = "cccccccc-0000-4000-8000-00000000000c";

/** An environment with everything that names who deploys. */
const environment = (props: Partial<AzureEnvironmentProps> = {}) =>
  Synthesized.environment({ ui: { groupIds: [GROUP] }, endpoints: [IRIS], ...props });
const set = environment({ deployerObjectId: DEPLOYER });
const inUse = environment();

const identityInUse = ({ json }: Synthesized): string[] =>
  JSON.stringify(json).match(/data\.azurerm_client_config\.\w+\.(object_id|client_id|id)\b/g) ?? [];

test("where the deployer is set, a plan holds nothing of the identity in use, so that another one may apply it", () => {
  expect(identityInUse(set)).toEqual([]);
  // Owners of two applications and their principals, and the role on the script's container.
  expect(identityInUse(inUse)).toHaveLength(5);
});

test("the deployer owns both applications, and may write the scoring script", () => {
  for (const type of ["azuread_application", "azuread_service_principal"])
    expect(Object.values(set.all(type)).map(({ owners }) => owners)).toEqual([[DEPLOYER], [DEPLOYER]]);
  expect(set.one("azurerm_role_assignment", "ModelWorkspace_Deployer").principal_id).toBe(DEPLOYER);
});

test("a deployer that is set later takes over; without one the first deployer stays", () => {
  const ignored = (stack: Synthesized): unknown[] =>
    ["azuread_application", "azuread_service_principal"]
      .flatMap((type) => Object.values(stack.all(type)))
      .map(({ lifecycle }) => lifecycle);
  expect(ignored(set)).toEqual(Array(4).fill(undefined));
  expect(ignored(inUse)).toEqual(Array(4).fill({ ignore_changes: ["owners"] }));
});

test("no address differs between a deployer that is set and one in use", () => {
  expect(set.addresses()).toEqual(inUse.addresses());
});

test.each<[string, Partial<AzureEnvironmentProps>, string]>([
  [
    "a name",
    { deployerObjectId: "deployer@example.com" },
    "deployerObjectId must be a UUID: an object ID, neither a name nor an address",
  ],
  [
    "one that Terraform alone knows",
    { deployerObjectId: Token.asString(Fn.lower("ME")) },
    "deployerObjectId must be known",
  ],
  [
    "one that further deployers name again",
    {
      deployerObjectId: DEPLOYER,
      endpoints: [IRIS],
      modelWorkspace: { deployerObjectIds: [ANOTHER, DEPLOYER.toUpperCase()] },
    },
    "modelWorkspace.deployerObjectIds.1 must not be deployerObjectId, which has the role already",
  ],
])("refused: %s", (_what, wrong, message) => {
  expect(refusals(wrong)).toEqual([expect.stringContaining(message)]);
});

test("a workspace that is used alone checks its deployers too", () => {
  const alone = (deployerObjectId: string) => () => {
    const stack = emptyStack();
    const deployers = { deployerObjectId, deployerObjectIds: [DEPLOYER] };
    new ModelWorkspace(stack, "Workspace", { ...component(stack), artifactStore: artifacts(stack), ...deployers });
  };
  expect(problemsOf(alone(DEPLOYER))).toEqual([expect.stringContaining("must not be deployerObjectId")]);
  expect(problemsOf(alone("me"))).toEqual([expect.stringContaining("deployerObjectId must be a UUID")]);
  expect(alone(ANOTHER)).not.toThrow();
});

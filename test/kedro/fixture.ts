import type { TerraformStack } from "cdktf";
import { KedroWorkspace, type KedroWorkspaceProps } from "../../src/kedro";
import { KedroFunctions } from "../../src/mlflow";
import { ArtifactStage } from "../../src/snowflake";
import { apiIn, emptyStack, storageIn, workspaceIn } from "../snowflake/fixture";

/** A stack with all that a kedro workspace stands on, and the props of one. */
export function ground(stack: TerraformStack = emptyStack()) {
  const workspace = workspaceIn(stack);
  const props: KedroWorkspaceProps = {
    workspace,
    roleName: "MLOPS_DEV_KEDRO",
    functions: new KedroFunctions(stack, "Functions", { workspace, integration: apiIn(stack) }),
    artifactStage: new ArtifactStage(stack, "Artifacts", {
      workspace,
      url: "s3://mlops-dev-artifacts/mlflow/",
      integration: storageIn(stack),
    }),
  };
  return { stack, workspace, props };
}

export function kedro(overrides: Partial<KedroWorkspaceProps> = {}) {
  const { stack, props } = ground();
  return { stack, made: new KedroWorkspace(stack, "Kedro", { ...props, ...overrides }) };
}

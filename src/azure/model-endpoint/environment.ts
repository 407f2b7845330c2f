import { createHash } from "node:crypto";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ModelDependencies } from "../../mlflow";
import { armDeployment } from "../arm-template";
import type { IModelWorkspace } from "../model-workspace/interface";
import { ML_API_VERSION } from "../model-workspace/names";
import { OptionalBindings } from "../optional-bindings";
import type { ResolvedServing } from "./defaults";
import { INFERENCE_SERVER, SCORING_SCRIPT, SCRIPT, SCRIPT_VERSION } from "./scoring-script";
import type { OnlineDeployment } from "./settings";

export interface ScoringEnvironmentProps {
  readonly workspace: IModelWorkspace;
  readonly endpointName: string;
  readonly settings: ResolvedServing;
}

/** What the containers of an endpoint run: the script, and for each model an image with its packages. */
export class ScoringEnvironment extends Construct {
  public readonly codeId: string;
  /** What must exist before a deployment uses them. */
  public readonly dependencies: ITerraformDependable[];
  private readonly props: ScoringEnvironmentProps;

  constructor(scope: Construct, id: string, props: ScoringEnvironmentProps) {
    super(scope, id);
    this.props = props;
    const { workspace, endpointName, settings } = props;
    const { image } = settings;
    const folder = `${endpointName}/${SCRIPT_VERSION}`;
    const { StorageBlob } = OptionalBindings.storageBlob();
    const script = new StorageBlob(this, "Script", {
      name: `${folder}/${SCORING_SCRIPT}`,
      storageAccountName: workspace.storageAccountName,
      storageContainerName: workspace.containerName,
      type: "Block",
      sourceContent: SCRIPT,
      contentType: "text/x-python",
      dependsOn: workspace.storageDependencies,
    });
    const asset = (kind: string, its: string) => ({
      type: `Microsoft.MachineLearningServices/workspaces/${kind}/versions`,
      apiVersion: ML_API_VERSION,
      name: `${workspace.workspaceName}/${endpointName}/${its}`,
    });
    const codeUri = `https://${workspace.storageAccountName}.blob.core.windows.net/${workspace.containerName}/${folder}`;
    // Models with the same packages share an image.
    const environments = new Map(
      settings.deployments.map((each) => [this.versionOf(each), condaSpecification(each.modelDependencies)]),
    );
    const deployment = armDeployment(this, "Resource", {
      name: `${endpointName}-environment`,
      resourceGroupName: workspace.resourceGroupName,
      resources: [
        { ...asset("codes", SCRIPT_VERSION), properties: { codeUri } },
        ...[...environments].map(([version, condaFile]) => ({
          ...asset("environments", version),
          properties: { image, condaFile, osType: "Linux" },
        })),
      ],
      dependsOn: [script, ...workspace.dependencies],
    });
    this.codeId = `${workspace.workspaceId}/codes/${endpointName}/versions/${SCRIPT_VERSION}`;
    this.dependencies = [deployment];
  }

  /** ID of the environment of a model. */
  public environmentIdOf(deployment: OnlineDeployment): string {
    const { workspace, endpointName } = this.props;
    return `${workspace.workspaceId}/environments/${endpointName}/versions/${this.versionOf(deployment)}`;
  }

  /** A version is never changed: another image or another package is another version. */
  private versionOf({ modelDependencies }: OnlineDeployment): string {
    const content = `${this.props.settings.image} ${condaSpecification(modelDependencies)}`;
    return createHash("sha256").update(content).digest("hex").slice(0, 8);
  }
}

/**
 * The packages of a model for conda. JSON is YAML too.
 * @see https://learn.microsoft.com/en-us/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints#customize-mlflow-model-deployments
 */
function condaSpecification({ pythonVersion, requirements }: ModelDependencies): string {
  const pip = [...requirements, INFERENCE_SERVER];
  return JSON.stringify({
    name: "model",
    channels: ["conda-forge"],
    dependencies: [`python=${pythonVersion}`, "pip", { pip }],
  });
}

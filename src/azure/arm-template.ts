import type {
  ResourceGroupTemplateDeployment,
  ResourceGroupTemplateDeploymentConfig,
} from "@cdktf/provider-azurerm/lib/resource-group-template-deployment";
import type { ITerraformDependable, TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import { OptionalBindings } from "./optional-bindings";

/** A resource as Azure Resource Manager takes it. */
export interface ArmResource {
  /** `Microsoft.MachineLearningServices/workspaces/models/versions`. */
  readonly type: string;
  readonly apiVersion: string;
  /** Names of the resource and of those around it, with `/` between. */
  readonly name: string;
  readonly location?: string;
  readonly tags?: Record<string, string>;
  readonly identity?: object;
  readonly sku?: object;
  readonly properties: object;
  /** IDs of resources of the same template that are made before. */
  readonly dependsOn?: readonly string[];
}

export interface ArmDeploymentProps {
  /** Name of the deployment, of at most 64 characters, unique in its resource group. */
  readonly name: string;
  readonly resourceGroupName: string;
  readonly resources: readonly ArmResource[];
  readonly lifecycle?: TerraformResourceLifecycle;
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Makes resources for which the provider has no type. A destroy deletes what the template lists, where the provider's
 * `delete_nested_items_during_deletion` is on.
 *
 * The template has no parameters: they would be read back with defaults. It has no tags, because a changed tag would send it again.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/resource_group_template_deployment
 */
export function armDeployment(
  scope: Construct,
  id: string,
  { name, resourceGroupName, resources, lifecycle, dependsOn }: ArmDeploymentProps,
): ResourceGroupTemplateDeployment {
  const { ResourceGroupTemplateDeployment } = OptionalBindings.resourceGroupTemplateDeployment();
  const config: ResourceGroupTemplateDeploymentConfig = {
    name,
    resourceGroupName,
    deploymentMode: "Incremental",
    templateContent: JSON.stringify({
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      resources,
    }),
    lifecycle,
    dependsOn,
  };
  return new ResourceGroupTemplateDeployment(scope, id, config);
}

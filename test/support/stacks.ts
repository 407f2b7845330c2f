import { Testing, type TerraformStack } from "cdktf";
import { AwsMlopsStack, AwsStateStack } from "cdktf-snowflake-mlops/aws";
import { AzureMlopsStack, AzureStateStack } from "cdktf-snowflake-mlops/azure";
import { awsState } from "../../stacks/bootstrap/aws-state";
import { azureState } from "../../stacks/bootstrap/azure-state";
import { awsDev } from "../../stacks/environments/aws-dev";
import { awsProd } from "../../stacks/environments/aws-prod";
import { azureDev } from "../../stacks/environments/azure-dev";
import { azureProd } from "../../stacks/environments/azure-prod";

/** Every stack of this repository, by its name: what golden lists and upgrades are about. */
export const STACKS: readonly (readonly [string, () => TerraformStack])[] = [
  ["aws-dev", () => new AwsMlopsStack(Testing.app(), awsDev)],
  ["aws-prod", () => new AwsMlopsStack(Testing.app(), awsProd)],
  ["aws-state", () => new AwsStateStack(Testing.app(), awsState)],
  ["azure-dev", () => new AzureMlopsStack(Testing.app(), azureDev)],
  ["azure-prod", () => new AzureMlopsStack(Testing.app(), azureProd)],
  ["azure-state", () => new AzureStateStack(Testing.app(), azureState)],
];

import { Testing, type TerraformStack } from "cdktf";
import { AwsCiStack, AwsMlopsStack, AwsStateStack, type AwsCiStackProps } from "cdktf-snowflake-mlops/aws";
import { AzureCiStack, AzureMlopsStack, AzureStateStack } from "cdktf-snowflake-mlops/azure";
import { GcpCiStack, GcpMlopsStack, GcpStateStack } from "cdktf-snowflake-mlops/gcp";
import { awsState } from "../../stacks/bootstrap/aws-state";
import { azureState } from "../../stacks/bootstrap/azure-state";
import { gcpState } from "../../stacks/bootstrap/gcp-state";
import { ENDPOINT_ENVIRONMENTS } from "../../stacks/endpoints";
import { awsDev } from "../../stacks/environments/aws-dev";
import { awsProd } from "../../stacks/environments/aws-prod";
import { azureDev } from "../../stacks/environments/azure-dev";
import { azureProd } from "../../stacks/environments/azure-prod";
import { gcpDev } from "../../stacks/environments/gcp-dev";
import { gcpProd } from "../../stacks/environments/gcp-prod";

/** The addresses of aws-ci depend on the numbers of policies alone, not on what they say. */
const POLICY = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" }] });
const awsCiOfBoth: AwsCiStackProps = {
  name: "aws-ci",
  repository: "my-org/my-platform",
  environments: ["aws-dev", "aws-prod"].map((name) => ({
    name,
    planPolicies: [POLICY],
    deployPolicies: [POLICY, POLICY],
  })),
};

/** The identities of the pipelines of a cloud's environments, with one role of each kind: addresses depend on the lists of roles. */
const ciOf = <R>(name: string, cloud: string, rolesOf: (may: "read" | "write") => R[]) => ({
  name,
  repository: "my-org/my-platform",
  environments: [`${cloud}-dev`, `${cloud}-prod`].map((each) => ({
    name: each,
    planRoles: rolesOf("read"),
    deployRoles: rolesOf("write"),
  })),
});
const azureRolesOf = (may: "read" | "write") => [
  { role: may === "read" ? "Reader" : "Contributor", scope: "/subscriptions/{subscription}" },
  { role: "Application.Read.All", scope: "https://graph.microsoft.com" },
];
const gcpRolesOf = (may: "read" | "write") => [
  { role: may === "read" ? "roles/run.viewer" : "roles/run.admin", scope: "projects/{project}" },
];

/** Every stack of this repository, by its name: what golden lists and upgrades are about. */
export const STACKS: readonly (readonly [string, () => TerraformStack])[] = [
  ["aws-dev", () => new AwsMlopsStack(Testing.app(), awsDev)],
  ["aws-prod", () => new AwsMlopsStack(Testing.app(), awsProd)],
  ["aws-ci", () => new AwsCiStack(Testing.app(), awsCiOfBoth)],
  ["aws-state", () => new AwsStateStack(Testing.app(), awsState)],
  ["azure-dev", () => new AzureMlopsStack(Testing.app(), azureDev)],
  ["azure-prod", () => new AzureMlopsStack(Testing.app(), azureProd)],
  ["azure-ci", () => new AzureCiStack(Testing.app(), ciOf("azure-ci", "azure", azureRolesOf))],
  ["azure-state", () => new AzureStateStack(Testing.app(), azureState)],
  ["gcp-dev", () => new GcpMlopsStack(Testing.app(), gcpDev)],
  ["gcp-prod", () => new GcpMlopsStack(Testing.app(), gcpProd)],
  ["gcp-ci", () => new GcpCiStack(Testing.app(), ciOf("gcp-ci", "gcp", gcpRolesOf))],
  ["gcp-state", () => new GcpStateStack(Testing.app(), gcpState)],
];

const { aws, azure, gcp } = ENDPOINT_ENVIRONMENTS;
const named = <Props extends { readonly name: string }>(
  environments: readonly Props[],
  make: (props: Props) => TerraformStack,
): (readonly [string, () => TerraformStack])[] => environments.map((props) => [props.name, () => make(props)]);

/** The environments with model endpoints, in development and with all settings in production. */
export const ENDPOINT_STACKS: readonly (readonly [string, () => TerraformStack])[] = [
  ...named(aws, (props) => new AwsMlopsStack(Testing.app(), props)),
  ...named(azure, (props) => new AzureMlopsStack(Testing.app(), props)),
  ...named(gcp, (props) => new GcpMlopsStack(Testing.app(), props)),
];

/** The same environments without their endpoints, by name. */
export const PLAIN_STACKS: ReadonlyMap<string, () => TerraformStack> = new Map([
  ...named(aws, (props) => new AwsMlopsStack(Testing.app(), { ...props, endpoints: undefined })),
  ...named(azure, (props) => new AzureMlopsStack(Testing.app(), { ...props, endpoints: undefined })),
  ...named(gcp, (props) => new GcpMlopsStack(Testing.app(), { ...props, endpoints: undefined })),
]);

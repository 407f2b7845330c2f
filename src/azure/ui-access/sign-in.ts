import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Tokens } from "../../core/tokens";
import type { AzureComponentProps } from "../component";
import { deployerOf, ownedBy } from "../deployer/identity";
import type { DeployerSettings } from "../deployer/settings";
import { OptionalBindings } from "../optional-bindings";
import { AzureSubscription } from "../subscription";
import type { App } from "../tracking-server/app";

export interface SignInProps extends AzureComponentProps, DeployerSettings {
  /** The app at which users sign in. */
  readonly app: App;
  /** Its address. */
  readonly url: string;
  /** Object IDs of the groups whose members may sign in. */
  readonly groupIds: string[];
}

/** The role of an application that has no roles of its own. */
const DEFAULT_ROLE = "00000000-0000-0000-0000-000000000000";

/**
 * Sign-in with Entra in front of a container app: an application of its own, without a secret, that issues tokens to members of the groups
 * alone, and Container Apps' authentication, which sends everyone else to the sign-in page.
 * @see https://learn.microsoft.com/en-us/azure/container-apps/authentication-entra
 */
export class SignIn extends Construct {
  /** What must exist before the app may lead to anything. */
  public readonly dependencies: ITerraformDependable[];
  /** Address in Terraform of the ID of the app's authentication, which changes when it is recreated. */
  public readonly recreatedAddress: string;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const { prefix, resourceGroup, tags, app } = props;
    const clientId = this.application(props);
    const { ResourceGroupTemplateDeployment } = OptionalBindings.resourceGroupTemplateDeployment();
    const deployment = new ResourceGroupTemplateDeployment(this, "Resource", {
      name: `${prefix}-ui-sign-in`,
      resourceGroupName: resourceGroup.resourceGroupName,
      deploymentMode: "Incremental",
      templateContent: JSON.stringify(TEMPLATE),
      parametersContent: JSON.stringify({
        appName: { value: app.appName },
        clientId: { value: clientId },
        issuer: { value: `https://login.microsoftonline.com/${AzureSubscription.of(this).tenantId}/v2.0` },
      }),
      tags,
      // Authentication is a child of the app, which a recreated app has lost.
      lifecycle: { replaceTriggeredBy: [app.recreatedAddress] },
    });
    this.dependencies = [deployment];
    this.recreatedAddress = `azurerm_resource_group_template_deployment.${deployment.friendlyUniqueId}.id`;
  }

  /** The client ID of the application, in which the groups may sign in. */
  private application(props: SignInProps): string {
    const { prefix, url, groupIds } = props;
    const { Application } = OptionalBindings.application();
    const { ServicePrincipal } = OptionalBindings.servicePrincipal();
    const { AppRoleAssignment } = OptionalBindings.appRoleAssignment();
    const owned = ownedBy(deployerOf(this, props));
    const application = new Application(this, "Application", {
      displayName: `${prefix}-ui`,
      signInAudience: "AzureADMyOrg",
      ...owned,
      api: { requestedAccessTokenVersion: 2 },
      web: {
        redirectUris: [`${url}/.auth/login/aad/callback`],
        // The sign-in without a client secret: without it Entra answers AADSTS700054.
        implicitGrant: { idTokenIssuanceEnabled: true },
      },
    });
    const principal = new ServicePrincipal(this, "Principal", {
      clientId: application.clientId,
      appRoleAssignmentRequired: true,
      ...owned,
    });
    groupIds.forEach((groupId, index) => {
      // Named after the group: an assignment that only moves in the list is not recreated.
      const name = Tokens.isUnresolved(groupId) ? String(index + 1) : groupId.toLowerCase();
      new AppRoleAssignment(this, `Group-${name}`, {
        appRoleId: DEFAULT_ROLE,
        principalObjectId: groupId,
        resourceObjectId: principal.objectId,
      });
    });
    return application.clientId;
  }
}

/**
 * Not verified: that Azure returns the template as it is written here; another spelling would be a change in every plan.
 *
 * The provider has no resource for it: https://github.com/hashicorp/terraform-provider-azurerm/issues/22213. No parameter has a default,
 * which would be read back as a change.
 */
const TEMPLATE = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: {
    appName: { type: "String" },
    clientId: { type: "String" },
    issuer: { type: "String" },
  },
  variables: {},
  resources: [
    {
      type: "Microsoft.App/containerApps/authConfigs",
      apiVersion: "2024-03-01",
      name: "[concat(parameters('appName'), '/current')]",
      properties: {
        platform: { enabled: true },
        globalValidation: {
          unauthenticatedClientAction: "RedirectToLoginPage",
          redirectToProvider: "azureactivedirectory",
        },
        httpSettings: { requireHttps: true },
        identityProviders: {
          azureActiveDirectory: {
            enabled: true,
            registration: { clientId: "[parameters('clientId')]", openIdIssuer: "[parameters('issuer')]" },
            validation: { allowedAudiences: ["[parameters('clientId')]"] },
          },
        },
        // MLflow's pages are named after the #.
        login: { preserveUrlFragmentsForLogins: true, tokenStore: { enabled: false } },
      },
    },
  ],
};

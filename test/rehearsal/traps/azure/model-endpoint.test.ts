import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { ArtifactStore, ModelEndpoint, ModelWorkspace, ResourceGroup } from "../../../../src/azure";
import { addAzureProviders } from "../../../../src/azure/azure-provider";
import { Size } from "../../../../src/core";
import { ModelDependencies } from "../../../../src/mlflow";
import { rules as azure } from "../../../../src/rehearsal/clouds/azure/rules";
import { rules as random } from "../../../../src/rehearsal/clouds/random";
import { rules as time } from "../../../../src/rehearsal/clouds/time";
import { runTrap, type JsonObject, type TerraformConfig, type Trap } from "../trap";

jest.setTimeout(300_000);

const rules = [...azure, random, time];
const TEMPLATE = "azurerm_resource_group_template_deployment";

/** An endpoint with its workspace, without gateway and function. */
function endpoint(): TerraformConfig {
  const stack = new TerraformStack(Testing.app(), "test");
  addAzureProviders(stack, { purge: true });
  new RandomProvider(stack, "Random");
  new TimeProvider(stack, "Time");
  const prefix = "mlops-dev";
  const resourceGroup = new ResourceGroup(stack, "ResourceGroup", { prefix, location: "westeurope" });
  const common = { prefix, size: Size.DEV, resourceGroup, protection: false };
  const artifactStore = new ArtifactStore(stack, "Artifacts", common);
  const workspace = new ModelWorkspace(stack, "Workspace", { ...common, artifactStore });
  new ModelEndpoint(stack, "Endpoint", {
    ...{ prefix, size: Size.DEV, resourceGroup, workspace, artifactStore },
    name: "iris",
    deployments: [
      {
        name: "blue",
        model: "1/models/m-1/artifacts",
        modelDependencies: new ModelDependencies({ mlflowVersion: "3.17.2" }),
      },
    ],
  });
  return JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
}

/** The stack with something wrong. */
function wrong(
  change: (resources: Record<string, Record<string, JsonObject>>, config: TerraformConfig) => void,
): TerraformConfig {
  const config = endpoint();
  change(config.resource ?? {}, config);
  return config;
}

/** The names of resources of a type whose name contains a text. */
const named = (
  resources: Record<string, Record<string, JsonObject>>,
  type: string,
  text: string,
): [string, JsonObject][] => {
  const found = Object.entries(resources[type] ?? {}).filter(([name]) => name.includes(text));
  if (found.length === 0) throw new Error(`no ${type} ${text}`);
  return found;
};

/** A template with other text, by the end of its name. */
const template = (end: string, from: string | RegExp, to: string) =>
  wrong((resources) => {
    for (const each of Object.values(resources[TEMPLATE] ?? {}).filter(({ name }) => String(name).endsWith(end))) {
      const before = String(each.template_content);
      each.template_content = before.replace(from, to);
      if (each.template_content === before) throw new Error(`${end} holds no ${String(from)}`);
    }
  });

/** The stack without a resource, and without what waits for it. */
const without = (type: string, text: string) =>
  wrong((resources) => {
    const gone = named(resources, type, text).map(([name]) => `${type}.${name}`);
    for (const address of gone) delete resources[type]?.[address.slice(type.length + 1)];
    for (const all of Object.values(resources))
      for (const each of Object.values(all)) {
        if (Array.isArray(each.depends_on))
          each.depends_on = each.depends_on.filter((address) => !gone.includes(String(address)));
        const { triggers } = each;
        if (triggers !== null && typeof triggers === "object" && !Array.isArray(triggers))
          for (const [key, value] of Object.entries(triggers))
            if (gone.some((address) => String(value).includes(`${address}.`))) triggers[key] = "gone";
      }
  });

const TRAPS: Record<string, [Omit<Trap, "rules">, RegExp]> = {
  "traffic to a deployment that does not exist": [
    { config: template("-traffic", '"blue":100', '"green":100') },
    /the traffic of the endpoint .* names the deployment green, which does not exist/,
  ],
  "traffic of 90 percent": [{ config: template("-traffic", '"blue":100', '"blue":90') }, /is 90 percent/],
  "a model that the template makes at the same time": [
    { config: template("_blue", /,"dependsOn":\[.*\](?=\}\]\}$)/, "") },
    /ResourceNotFound: .*\/models\/.* was not found/,
  ],
  "an identity that may not pull": [
    { config: without("azurerm_role_assignment", "PullImages") },
    /ImageBuildFailure: AuthorizationFailure/,
  ],
  "an identity that may not read the models": [
    { config: without("azurerm_role_assignment", "Endpoint_Identity_ReadModels") },
    /ModelDownloadFailed: 403/,
  ],
  "who deploys may not write the script": [
    { config: without("azurerm_role_assignment", "Deployer") },
    /403 AuthorizationPermissionMismatch/,
  ],
  "a workspace that uses its storage by a key": [
    { config: without(TEMPLATE, "IdentityDatastores") },
    /KeyBasedAuthenticationNotPermitted/,
  ],
  "an image without the server of the script": [
    { config: template("-environment", "azureml-inference-server-http", "another-server") },
    /ImageBuildFailure: the environment has no package azureml-inference-server-http/,
  ],
  "another authentication of an endpoint that exists": [
    { config: endpoint(), then: [template("-traffic", "AADToken", "Key")] },
    /authMode of the endpoint .* cannot be changed/,
  ],
  "a workspace that is deleted before its endpoints": [
    {
      config: wrong((_, { provider }) => {
        const text = JSON.stringify(provider.azurerm);
        provider.azurerm = JSON.parse(
          text.replace('"delete_nested_items_during_deletion":true', '"delete_nested_items_during_deletion":false'),
        ) as JsonObject;
      }),
      destroy: true,
    },
    /Cannot delete the workspace while nested resources exist/,
  ],
};

test("the stack itself is applied, plans empty and is destroyed", async () => {
  expect(await runTrap({ config: endpoint(), rules })).toMatchObject({ errors: [], changes: {} });
  expect((await runTrap({ config: endpoint(), rules, destroy: true })).errors).toEqual([]);
});

test.each(Object.keys(TRAPS))("%s is refused", async (name) => {
  const [trap, refusal] = TRAPS[name] ?? [{ config: endpoint() }, /none/];
  expect((await runTrap({ ...trap, rules })).errors.join("\n")).toMatch(refusal);
});

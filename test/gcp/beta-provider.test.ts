import { GoogleApiGatewayApi } from "@cdktf/provider-google-beta/lib/google-api-gateway-api";
import { GoogleBetaProvider } from "@cdktf/provider-google-beta/lib/provider";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { App, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { useBetaProvider } from "../../src/gcp/beta-provider";
import { GcpProviders } from "../../src/gcp/providers";

interface Synthesized {
  readonly resource: Record<string, Record<string, { readonly provider?: string }>>;
}

/** The providers of the resources of a component, by type. */
function providersOf(fill: (stack: TerraformStack, component: Construct) => void): (string | undefined)[] {
  const stack = new TerraformStack(new App(), "stack");
  const component = new Construct(stack, "Component");
  useBetaProvider(component);
  fill(stack, component);
  const { resource } = JSON.parse(Testing.synth(stack)) as Synthesized;
  return ["google_api_gateway_api", "google_service_account"].flatMap((type) =>
    Object.values(resource[type] ?? {}).map(({ provider }) => provider),
  );
}

const api = (component: Construct) => new GoogleApiGatewayApi(component, "Api", { apiId: "mlops" });

test("resources of google-beta have the provider of that name, whenever it is added; those of google have none", () => {
  const found = providersOf((stack, component) => {
    api(component);
    new ServiceAccount(component, "Account", { accountId: "mlops-mlflow" });
    GcpProviders.addTo(stack);
  });
  expect(found).toEqual(["google-beta", undefined]);
});

test("a provider that a resource has stays, and one with an alias is not taken", () => {
  const found = providersOf((stack, component) => {
    const other = new GoogleBetaProvider(stack, "Other", { alias: "other" });
    GcpProviders.addTo(stack);
    api(component);
    new GoogleApiGatewayApi(component, "Second", { apiId: "second", provider: other });
  });
  expect([...found].sort()).toEqual(["google-beta", "google-beta.other"]);
});

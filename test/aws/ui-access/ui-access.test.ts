import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AwsMlopsPlatform,
  AwsMlopsStack,
  BackendStore,
  Network,
  TrackingServer,
  UiAccess,
  type AwsMlopsPlatformProps,
  type OidcSettings,
  type UiSettings,
} from "../../../src/aws";
import { Size } from "../../../src/core";
import { allRules } from "../../../src/rehearsal/clouds";
import { runTrap, type TerraformConfig } from "../../rehearsal/traps/trap";
import { refusedFields } from "../../support/refusal";
import { emptyStack, providers, someNetwork } from "../fixture";
import { Synthesized, type Block } from "../synthesized";

const OIDC: OidcSettings = {
  issuer: "https://login.example.com",
  authorizationEndpoint: "https://login.example.com/authorize",
  tokenEndpoint: "https://login.example.com/token",
  userInfoEndpoint: "https://login.example.com/userinfo",
  clientId: "mlflow-ui",
  clientSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mlflow-ui-AbCdEf",
};
const UI: UiSettings = {
  domainName: "mlflow.example.com",
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1a2b",
  oidc: OIDC,
};

const withUi = (ui: UiSettings = UI): Synthesized =>
  Synthesized.of(new AwsMlopsStack(Testing.app(), { name: "aws-dev", size: Size.DEV, ui }));

const dev = Synthesized.environment();
const open = withUi();

function refused(
  props: Partial<AwsMlopsPlatformProps>,
  make?: (stack: TerraformStack) => AwsMlopsPlatformProps["existing"],
) {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  return refusedFields(
    () => new AwsMlopsPlatform(stack, "P", { prefix: "mlops-dev", size: Size.DEV, existing: make?.(stack), ...props }),
  );
}

test("without a UI nothing faces the internet, and the proxy has no second listener", () => {
  expect(Object.values(dev.all("aws_lb")).map((balancer) => balancer.internal)).toEqual([true]);
  expect(String(dev.one("aws_ecs_task_definition").container_definitions)).not.toContain("8081");
});

test("with a UI every other address stays", () => {
  expect(dev.addresses().filter((address) => !open.addresses().includes(address))).toEqual([]);
});

test("the load balancer that faces the internet listens on HTTPS alone, and signs in before it forwards", () => {
  const balancer = open.one("aws_lb", "Ui");
  expect(balancer).toMatchObject({ internal: false, drop_invalid_header_fields: true });
  expect(JSON.stringify(balancer.subnets)).toMatch(/PublicSubnet1.*PublicSubnet2/);
  const listener = open.one("aws_lb_listener", "Ui");
  expect(listener).toMatchObject({ port: 443, protocol: "HTTPS", certificate_arn: UI.certificateArn });
  expect((listener.default_action as Block[]).map((action) => action.type)).toEqual(["authenticate-oidc", "forward"]);
  expect(Object.keys(open.all("aws_lb_listener"))).toHaveLength(2);
});

test("it reaches the UI listener only, and nothing else reaches that", () => {
  const rules = Object.values(open.all("aws_vpc_security_group_ingress_rule"));
  const group = `\${${open.address("aws_security_group", "Ui")}.id}`;
  const toUi = rules.filter((rule) => rule.from_port === 8081);
  expect(toUi.map((rule) => rule.referenced_security_group_id)).toEqual([group]);
  const fromUi = rules.filter((rule) => rule.referenced_security_group_id === group);
  expect(fromUi.map((rule) => rule.from_port)).toEqual([8081]);
  const targets = open.one("aws_ecs_service").load_balancer as Block[];
  expect(targets.map((target) => [target.container_name, target.container_port])).toEqual([
    ["proxy", 8080],
    ["proxy", 8081],
  ]);
});

test("the service waits for the listener: its target group needs a load balancer", () => {
  expect(open.one("aws_ecs_service").depends_on).toContain(open.address("aws_lb_listener", "Ui"));
});

test("the gateway still leads to the internal load balancer", () => {
  expect(open.one("aws_api_gateway_integration").integration_target).toBe(
    dev.one("aws_api_gateway_integration").integration_target,
  );
});

test("MLflow takes requests of the UI's own origin, and of no other", () => {
  const definitions = JSON.parse(String(open.one("aws_ecs_task_definition").container_definitions)) as {
    environment: { name: string; value: string }[];
  }[];
  const origins = definitions.flatMap(({ environment }) =>
    environment.filter(({ name }) => name === "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS").map(({ value }) => value),
  );
  expect(origins).toEqual(["https://mlflow.example.com"]);
});

test("the client's secret is read by its ARN and stands nowhere in the JSON", () => {
  expect((open.json.data as Record<string, Record<string, Block>>).aws_secretsmanager_secret_version).toEqual({
    [Object.keys((open.json.data as Record<string, object>).aws_secretsmanager_secret_version ?? {})[0] ?? ""]:
      expect.objectContaining({ secret_id: OIDC.clientSecretArn }),
  });
  expect(JSON.stringify(open.one("aws_lb_listener", "Ui"))).toMatch(
    /"client_secret":"\$\{data\.aws_secretsmanager_secret_version\.[^}]+\.secret_string\}"/,
  );
  expect(JSON.stringify(open.json.output)).not.toContain("secret_string");
});

test("the outputs name the address of the UI and what it must be an alias of", () => {
  const outputs = open.json.output as Record<string, Block>;
  expect(outputs.ui_url?.value).toBe("https://mlflow.example.com");
  expect(outputs.ui_load_balancer?.value).toBe(`\${${open.address("aws_lb", "Ui")}.dns_name}`);
});

test("only the allowed blocks may sign in", () => {
  const allowed = withUi({ ...UI, allowedCidrs: ["198.51.100.0/24", "203.0.113.0/28"] });
  const rules = Object.values(allowed.all("aws_vpc_security_group_ingress_rule"));
  expect(rules.flatMap((rule) => rule.cidr_ipv4 ?? [])).toEqual(["198.51.100.0/24", "203.0.113.0/28"]);
});

test.each<[string, UiSettings, string]>([
  ["a URL for a name", { ...UI, domainName: "https://mlflow.example.com" }, "ui.domainName"],
  ["a certificate of IAM", { ...UI, certificateArn: "arn:aws:iam::1:server-certificate/x" }, "ui.certificateArn"],
  ["an issuer by plain http", { ...UI, oidc: { ...OIDC, issuer: "http://login" } }, "ui.oidc.issuer"],
  ["an address without host", { ...UI, oidc: { ...OIDC, tokenEndpoint: "/token" } }, "ui.oidc.tokenEndpoint"],
  ["a secret itself", { ...UI, oidc: { ...OIDC, clientSecretArn: "s3cr3t" } }, "ui.oidc.clientSecretArn"],
  ["no client", { ...UI, oidc: { ...OIDC, clientId: "" } }, "ui.oidc.clientId"],
  ["a scope without openid", { ...UI, oidc: { ...OIDC, scope: "email" } }, "ui.oidc.scope"],
  ["a session of a month", { ...UI, sessionHours: 720 }, "ui.sessionHours"],
  ["nobody", { ...UI, allowedCidrs: [] }, "ui.allowedCidrs"],
  ["a block that is none", { ...UI, allowedCidrs: ["198.51.100.7/24"] }, "ui.allowedCidrs.0"],
])("refuses %s", (_what, ui, field) => {
  expect(refused({ ui })).toEqual([field]);
});

test("refuses a network without public subnets, and servers that exist elsewhere", () => {
  expect(refused({ ui: UI }, (stack) => ({ network: someNetwork(stack) }))).toEqual([
    "existing.network.publicSubnetIds",
  ]);
  const elsewhere = (stack: TerraformStack): AwsMlopsPlatformProps["existing"] => ({
    network: Network.fromNetworkAttributes(stack, "Vpc", { vpcId: "vpc-1", serverSubnetIds: ["subnet-1", "subnet-2"] }),
    artifactStore: undefined,
    trackingServer: TrackingServer.fromTrackingServerAttributes(stack, "Server", {
      loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mlflow/1",
      loadBalancerDnsName: "internal-mlflow.eu-central-1.elb.amazonaws.com",
    }),
  });
  expect(refused({ ui: UI }, elsewhere)).toContain("ui");
});

test("servers with a load balancer for the UI apply, plan empty and are destroyed to nothing", async () => {
  const stack = emptyStack();
  const component = { prefix: "mlops-dev", size: Size.DEV };
  const network = new Network(stack, "Network", component);
  const backendStore = new BackendStore(stack, "BackendStore", { ...component, network });
  const artifactStore = new ArtifactStore(stack, "ArtifactStore", component);
  const ui = new UiAccess(stack, "UiAccess", { ...component, ...UI, network });
  new TrackingServer(stack, "TrackingServer", { ...component, network, artifactStore, backendStore, ui });
  const { terraform, ...rest } = JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
  const config = { ...rest, terraform: { required_providers: terraform.required_providers } };
  const applied = await runTrap({ config, rules: allRules });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const destroyed = await runTrap({ config, rules: allRules, destroy: true });
  expect(destroyed.errors).toEqual([]);
  expect(destroyed.accounts.get("hashicorp/aws")?.size).toBe(0);
}, 120_000);

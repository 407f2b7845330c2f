import { TerraformStack, Testing } from "cdktf";
import {
  ArtifactStore,
  AwsMlopsPlatform,
  AwsMlopsStack,
  BackendStore,
  Network,
  TrackingServer,
  type AwsMlopsPlatformProps,
  type OidcSettings,
  type PeopleSettings,
} from "../../src/aws";
import { Size, ValidationError } from "../../src/core";
import { allRules } from "../../src/rehearsal/clouds";
import { runTrap, type TerraformConfig } from "../rehearsal/traps/trap";
import { emptyStack, providers, someNetwork } from "./fixture";
import { Synthesized, type Block } from "./synthesized";

const OIDC: OidcSettings = {
  issuer: "https://login.example.com",
  authorizationEndpoint: "https://login.example.com/authorize",
  tokenEndpoint: "https://login.example.com/token",
  userInfoEndpoint: "https://login.example.com/userinfo",
  clientId: "mlflow-ui",
  clientSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mlflow-ui-AbCdEf",
};
const PEOPLE: PeopleSettings = {
  domainName: "mlflow.example.com",
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1a2b",
  oidc: OIDC,
};

const withPeople = (people: PeopleSettings = PEOPLE): Synthesized =>
  Synthesized.of(new AwsMlopsStack(Testing.app(), { name: "aws-dev", size: Size.DEV, people }));

const dev = Synthesized.environment();
const open = withPeople();

function refused(
  props: Partial<AwsMlopsPlatformProps>,
  make?: (stack: TerraformStack) => AwsMlopsPlatformProps["existing"],
) {
  const stack = new TerraformStack(Testing.app(), "test");
  providers(stack);
  try {
    new AwsMlopsPlatform(stack, "P", { prefix: "mlops-dev", size: Size.DEV, existing: make?.(stack), ...props });
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.problems.map((each) => each.field);
  }
  return [];
}

test("without people nothing faces the internet, and the proxy has no second listener", () => {
  expect(Object.values(dev.all("aws_lb")).map((balancer) => balancer.internal)).toEqual([true]);
  expect(String(dev.one("aws_ecs_task_definition").container_definitions)).not.toContain("8081");
});

test("with people every address of before stays", () => {
  expect(dev.addresses().filter((address) => !open.addresses().includes(address))).toEqual([]);
});

test("the load balancer that faces the internet listens on HTTPS alone, and signs in before it forwards", () => {
  const balancer = open.one("aws_lb", "People");
  expect(balancer).toMatchObject({ internal: false, drop_invalid_header_fields: true });
  expect(JSON.stringify(balancer.subnets)).toMatch(/PublicSubnet1.*PublicSubnet2/);
  const listener = open.one("aws_lb_listener", "People");
  expect(listener).toMatchObject({ port: 443, protocol: "HTTPS", certificate_arn: PEOPLE.certificateArn });
  expect((listener.default_action as Block[]).map((action) => action.type)).toEqual(["authenticate-oidc", "forward"]);
  expect(Object.keys(open.all("aws_lb_listener"))).toHaveLength(2);
});

test("it reaches the listener for people alone, and it alone reaches that", () => {
  const rules = Object.values(open.all("aws_vpc_security_group_ingress_rule"));
  const group = `\${${open.address("aws_security_group", "People")}.id}`;
  const toPeople = rules.filter((rule) => rule.from_port === 8081);
  expect(toPeople.map((rule) => rule.referenced_security_group_id)).toEqual([group]);
  const fromPeople = rules.filter((rule) => rule.referenced_security_group_id === group);
  expect(fromPeople.map((rule) => rule.from_port)).toEqual([8081]);
  const targets = open.one("aws_ecs_service").load_balancer as Block[];
  expect(targets.map((target) => [target.container_name, target.container_port])).toEqual([
    ["proxy", 8080],
    ["proxy", 8081],
  ]);
});

test("the service waits for the listener: its target group needs a load balancer", () => {
  expect(open.one("aws_ecs_service").depends_on).toContain(open.address("aws_lb_listener", "People"));
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
  expect(JSON.stringify(open.one("aws_lb_listener", "People"))).toMatch(
    /"client_secret":"\$\{data\.aws_secretsmanager_secret_version\.[^}]+\.secret_string\}"/,
  );
  expect(JSON.stringify(open.json.output)).not.toContain("secret_string");
});

test("the outputs say where people go and what the name must lead to", () => {
  const outputs = open.json.output as Record<string, Block>;
  expect(outputs.people_url?.value).toBe("https://mlflow.example.com");
  expect(outputs.people_load_balancer?.value).toBe(`\${${open.address("aws_lb", "People")}.dns_name}`);
});

test("named blocks alone may try to sign in", () => {
  const allowed = withPeople({ ...PEOPLE, allowedCidrs: ["198.51.100.0/24", "203.0.113.0/28"] });
  const rules = Object.values(allowed.all("aws_vpc_security_group_ingress_rule"));
  expect(rules.flatMap((rule) => rule.cidr_ipv4 ?? [])).toEqual(["198.51.100.0/24", "203.0.113.0/28"]);
});

test.each<[string, PeopleSettings, string]>([
  ["a URL for a name", { ...PEOPLE, domainName: "https://mlflow.example.com" }, "people.domainName"],
  [
    "a certificate of IAM",
    { ...PEOPLE, certificateArn: "arn:aws:iam::1:server-certificate/x" },
    "people.certificateArn",
  ],
  ["an issuer by plain http", { ...PEOPLE, oidc: { ...OIDC, issuer: "http://login" } }, "people.oidc.issuer"],
  ["an address without host", { ...PEOPLE, oidc: { ...OIDC, tokenEndpoint: "/token" } }, "people.oidc.tokenEndpoint"],
  ["a secret itself", { ...PEOPLE, oidc: { ...OIDC, clientSecretArn: "s3cr3t" } }, "people.oidc.clientSecretArn"],
  ["no client", { ...PEOPLE, oidc: { ...OIDC, clientId: "" } }, "people.oidc.clientId"],
  ["a scope without openid", { ...PEOPLE, oidc: { ...OIDC, scope: "email" } }, "people.oidc.scope"],
  ["a session of a month", { ...PEOPLE, sessionHours: 720 }, "people.sessionHours"],
  ["nobody", { ...PEOPLE, allowedCidrs: [] }, "people.allowedCidrs"],
  ["a block that is none", { ...PEOPLE, allowedCidrs: ["198.51.100.7/24"] }, "people.allowedCidrs.0"],
])("refuses %s", (_what, people, field) => {
  expect(refused({ people })).toEqual([field]);
});

test("refuses a network without public subnets, and servers that exist elsewhere", () => {
  expect(refused({ people: PEOPLE }, (stack) => ({ network: someNetwork(stack) }))).toEqual([
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
  expect(refused({ people: PEOPLE }, elsewhere)).toContain("people");
});

test("servers with a load balancer for people apply, plan empty and are destroyed to nothing", async () => {
  const stack = emptyStack();
  const part = { prefix: "mlops-dev", size: Size.DEV };
  const network = new Network(stack, "Network", part);
  const backendStore = new BackendStore(stack, "BackendStore", { ...part, network });
  const artifactStore = new ArtifactStore(stack, "ArtifactStore", part);
  new TrackingServer(stack, "TrackingServer", { ...part, network, artifactStore, backendStore, people: PEOPLE });
  const { terraform, ...rest } = JSON.parse(Testing.synth(stack, true)) as TerraformConfig;
  const config = { ...rest, terraform: { required_providers: terraform.required_providers } };
  const applied = await runTrap({ config, rules: allRules });
  expect([applied.errors, applied.changes]).toEqual([[], {}]);
  const destroyed = await runTrap({ config, rules: allRules, destroy: true });
  expect(destroyed.errors).toEqual([]);
  expect(destroyed.accounts.get("hashicorp/aws")?.size).toBe(0);
}, 120_000);

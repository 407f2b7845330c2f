import { Size } from "../../../src/core";
import type { UiAccessProps } from "../../../src/gcp/ui-access/ui-access";
import { problemsOf } from "../../support/refusal";
import type { Block, Synthesized } from "../../support/synthesized";
import { NETWORK, someNetwork, someServices, SUBNETWORK } from "../fixture";
import { container, MEMBERS, SomeDatabase, someServer, someUi, template, variable } from "../servers";

const RUN = "google_cloud_run_v2_service";
const MEMBER = "google_iap_web_cloud_run_service_iam_member";
const ui = someUi();
const service = (synthesized: Synthesized): Block => synthesized.one(RUN, "UiAccess");
const reference = (synthesized: Synthesized, type: string, part: string, attribute: string): string =>
  `\${${synthesized.address(type, part)}.${attribute}}`;

test("with a UI every other address stays", () => {
  expect(
    someServer()
      .addresses()
      .filter((address) => !ui.addresses().includes(address)),
  ).toEqual([]);
});

describe("the UI is never open", () => {
  test("it is created with Identity-Aware Proxy, not switched to it later", () => {
    expect(service(ui)).toMatchObject({ name: "mlops-dev-ui", iap_enabled: true, launch_stage: "BETA" });
    expect(service(ui)).not.toHaveProperty("invoker_iam_disabled");
  });

  test("only the agent of Identity-Aware Proxy may invoke it", () => {
    const invokers = Object.values(ui.all("google_cloud_run_v2_service_iam_member"));
    expect(invokers).toEqual([
      expect.objectContaining({
        name: reference(ui, RUN, "UiAccess", "name"),
        location: "europe-west1",
        role: "roles/run.invoker",
        member: expect.stringMatching(
          /^serviceAccount:service-\$\{data\.google_project\..+\.number\}@gcp-sa-iap\.iam\.gserviceaccount\.com$/,
        ) as string,
      }),
    ]);
  });

  test("its address leads to the listener of the UI, never to that of the functions", () => {
    expect(container(service(ui), "proxy").ports).toEqual({ container_port: 8081 });
    expect(container(service(ui), "mlflow")).not.toHaveProperty("ports");
    expect((container(service(ui), "proxy").startup_probe as Block).http_get).toEqual({ path: "/health", port: 8081 });
  });

  test("the service behind the gateway has no sign-in, which would refuse the gateway's tokens", () => {
    const functions = ui.one(RUN, "TrackingServer");
    expect(functions).not.toHaveProperty("iap_enabled");
    expect(String(variable(functions, "proxy", "MLOPS_PROXY_CONFIG"))).not.toContain(":8081");
  });
});

test("only the members may sign in", () => {
  const members = Object.values(ui.all(MEMBER));
  expect(members.map(({ member }) => member)).toEqual(MEMBERS);
  for (const each of members)
    expect(each).toMatchObject({
      cloud_run_service_name: reference(ui, RUN, "UiAccess", "name"),
      location: "europe-west1",
      role: "roles/iap.httpsResourceAccessor",
    });
});

test("a member who only moves in the list keeps the role", () => {
  const turned = someUi(() => ({ members: [...MEMBERS].reverse() }));
  expect(turned.all(MEMBER)).toEqual(ui.all(MEMBER));
});

test("the agent exists, and is known everywhere, before it gets its role", () => {
  expect(ui.one("google_project_service_identity").service).toBe("iap.googleapis.com");
  const needed = ui.needs(ui.address("google_cloud_run_v2_service_iam_member"));
  expect(needed).toContain(ui.address("time_sleep", "ProxyAgentDelay"));
  expect(needed).toContain(ui.address("google_project_service_identity"));
});

test("service and agent are created by google-beta, which alone has them", () => {
  for (const type of [RUN, "google_project_service_identity"])
    expect(ui.one(type, type === RUN ? "UiAccess" : "").provider).toBe("google-beta");
  expect(ui.one(RUN, "TrackingServer").provider).toBeUndefined();
});

test("MLflow takes requests of the UI's own origin, and of no other", () => {
  expect(variable(service(ui), "mlflow", "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS")).toMatch(
    /^https:\/\/mlops-dev-ui-\$\{data\.google_project\..+\.number\}\.europe-west1\.run\.app$/,
  );
});

test("the UI has the account, the images, the database and the artifacts of the servers", () => {
  const functions = ui.one(RUN, "TrackingServer");
  expect(template(service(ui)).service_account).toBe(template(functions).service_account);
  expect(template(service(ui)).volumes).toEqual(template(functions).volumes);
  for (const name of ["mlflow", "proxy"])
    expect(container(service(ui), name).image).toBe(container(functions, name).image);
  for (const name of ["MLFLOW_ARTIFACTS_DESTINATION", "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE"])
    expect(variable(service(ui), "mlflow", name)).toBe(variable(functions, "mlflow", name));
});

test("it stops when it is idle and is no larger than the smallest server, in prod too", () => {
  const prod = someUi((stack) => ({ size: Size.PROD, backendStore: new SomeDatabase(stack, "Larger", 80) }));
  for (const each of [ui, prod]) {
    expect(template(service(each)).scaling).toEqual({ min_instance_count: 0, max_instance_count: 1 });
    expect(container(service(each), "mlflow").resources).toMatchObject({ limits: { cpu: "1", memory: "1024Mi" } });
    expect(variable(service(each), "mlflow", "MLFLOW_WORKERS")).toBe("1");
  }
});

test("it starts after roles and database, and in the network of the servers", () => {
  const network = someUi((stack) => ({ network: someNetwork(stack), services: someServices(stack) }));
  const needed = [...network.needs(network.address(RUN, "UiAccess"))];
  for (const type of ["time_sleep", "google_storage_bucket_iam_member", "terraform_data", "google_project_service"])
    expect(needed.filter((each) => each.startsWith(`${type}.`))).not.toEqual([]);
  expect(template(service(network)).vpc_access).toEqual({
    network_interfaces: [{ network: NETWORK, subnetwork: SUBNETWORK }],
    egress: "PRIVATE_RANGES_ONLY",
  });
});

test("what Cloud Run returns otherwise is no change in the next plan", () => {
  expect((service(ui).lifecycle as Block).ignore_changes).toEqual([
    "client",
    "client_version",
    "scaling",
    "launch_stage",
  ]);
  expect(service(ui).deletion_protection).toBe(false);
});

test("labels are on the service", () => {
  expect(service(someUi(() => ({ tags: { team: "ml" } }))).labels).toEqual({ team: "ml" });
});

test.each<[string, Partial<UiAccessProps>, string[]]>([
  ["no member", { members: [] }, ["members"]],
  ["everyone", { members: ["allUsers"] }, ["members.0"]],
  ["everyone who has a Google account", { members: [...MEMBERS, "allAuthenticatedUsers"] }, ["members.2"]],
  ["an email without a kind", { members: ["ada@example.com"] }, ["members.0"]],
  ["a member twice", { members: ["user:a@example.com", "user:A@example.com"] }, ["members.1"]],
])("refuses %s", (_what, wrong, expected) => {
  const found = problemsOf(() => someUi(() => wrong)).map((problem) => problem.split(" ")[0]);
  expect(found).toEqual(expected);
});

test("the message for everyone says why", () => {
  expect(problemsOf(() => someUi(() => ({ members: ["allUsers"] }))).join()).toContain(
    "everyone could read and change all runs and models",
  );
});

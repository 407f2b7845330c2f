import { ProjectServices, type ProjectServicesProps } from "../../../src/gcp/project-services/project-services";
import { problemsOf } from "../../support/refusal";
import { Synthesized } from "../../support/synthesized";
import { component, emptyStack, typesOf } from "../fixture";

function make(props: Partial<ProjectServicesProps> = {}) {
  const stack = emptyStack();
  const services = new ProjectServices(stack, "Services", { ...component, ...props });
  return { stack, services };
}

/** Names of the services that are enabled, without their common end. */
function enabled(props: Partial<ProjectServicesProps> = {}): string[] {
  const made = Object.values(Synthesized.of(make(props).stack).all("google_project_service"));
  return made.map(({ service }) => String(service).replace(".googleapis.com", "")).sort();
}

test("a platform enables what servers, database, gateway, images, secrets and logs need", () => {
  expect(enabled()).toEqual([
    "apigateway",
    "artifactregistry",
    "logging",
    "monitoring",
    "run",
    "secretmanager",
    "servicecontrol",
    "servicemanagement",
    "sqladmin",
    "storage",
  ]);
});

test.each<[string, Partial<ProjectServicesProps>, string[]]>([
  ["a private network", { privateNetwork: true }, ["compute", "dns"]],
  ["a UI", { ui: true }, ["iap"]],
  ["a budget", { budget: true }, ["billingbudgets"]],
  ["encryption keys", { encryptionKeys: true }, ["cloudkms"]],
])("%s enables in addition what it needs, and nothing else does", (_what, props, expected) => {
  const before = enabled();
  expect(enabled(props).filter((each) => !before.includes(each))).toEqual(expected);
});

test("without alarms and a request log nothing is enabled for them", () => {
  expect(enabled({ monitoring: false })).not.toEqual(expect.arrayContaining(["monitoring"]));
});

test("a destroy leaves every service enabled: others in the project may use it", () => {
  for (const each of Object.values(Synthesized.of(make().stack).all("google_project_service")))
    expect(each.disable_on_destroy).toBe(false);
});

test("who uses a service waits until the calls to it are accepted, also for one that is enabled later", () => {
  const { stack, services } = make();
  expect(typesOf(stack, services.dependencies)).toEqual(["time_sleep"]);
  const synthesized = Synthesized.of(stack);
  const sleep = synthesized.one("time_sleep");
  expect(sleep.create_duration).toBe("30s");
  expect(sleep.depends_on).toHaveLength(Object.keys(synthesized.all("google_project_service")).length);
  const later = Synthesized.of(make({ ui: true }).stack).one("time_sleep");
  expect(later.triggers).not.toEqual(sleep.triggers);
});

test.each<[string, Partial<ProjectServicesProps>]>([
  ["prefix must be a prefix of 2 to 20 characters", { prefix: "MLOps" }],
  ["prefix must not begin with goog and not contain google", { prefix: "goog-mlops" }],
  ["prefix must not begin with goog and not contain google", { prefix: "my-google" }],
  ["region must be the name of a Google Cloud region", { region: "europe-west1-b" }],
  ["tags.team must have a label value", { tags: { team: "Data Science" } }],
  ["tags.Team must have a label name", { tags: { Team: "ml" } }],
])("refused: %s", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toEqual([expect.stringContaining(message)]);
});

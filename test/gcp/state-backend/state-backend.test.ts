import { Testing } from "cdktf";
import { StateBackend, type StateBackendProps } from "../../../src/gcp/state-backend/state-backend";
import { GcpStateStack, type GcpStateStackProps } from "../../../src/gcp/state-backend/state-stack";
import { problemsOf } from "../../support/refusal";
import { Synthesized, type Block } from "../../support/synthesized";
import { emptyStack } from "../fixture";

const make = (props: Partial<GcpStateStackProps> = {}) =>
  new GcpStateStack(Testing.app(), { name: "gcp-state", ...props });
const stackOf = (props: Partial<GcpStateStackProps> = {}): Synthesized => Synthesized.of(make(props));

const TEAM = "group:ml-team@example.com";
const PIPELINE = "serviceAccount:deploy@team-project.iam.gserviceaccount.com";

test("the bucket of states is versioned, closed to the public, and never destroyed by mistake", () => {
  expect(stackOf().one("google_storage_bucket")).toMatchObject({
    name: expect.stringMatching(/^mlops-tfstate-\$\{random_id\.\w+\.hex\}$/) as string,
    location: "europe-west1",
    uniform_bucket_level_access: true,
    public_access_prevention: "enforced",
    versioning: { enabled: true },
    soft_delete_policy: { retention_duration_seconds: 604_800 },
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
    labels: { platform: "mlops", "managed-by": "cdktf-snowflake-mlops" },
  });
});

test("an earlier version of a state can be restored for 90 days, or for as many as are asked for", () => {
  const days = (props: Partial<GcpStateStackProps>) =>
    JSON.stringify(stackOf(props).one("google_storage_bucket").lifecycle_rule);
  expect(days({})).toContain('"days_since_noncurrent_time":90');
  expect(days({ noncurrentVersionDays: 365 })).toContain('"days_since_noncurrent_time":365');
});

test("without protection a destroy deletes the bucket with its states", () => {
  const bucket = stackOf({ protection: false }).one("google_storage_bucket");
  expect(bucket.force_destroy).toBe(true);
  expect(bucket).not.toHaveProperty("lifecycle");
});

test("the project's own roles decide who writes the states, unless writers are named", () => {
  expect(stackOf().all("google_storage_bucket_iam_member")).toEqual({});
});

test("named writers may read and write the states, each with an address of its own, whatever their order", () => {
  const members = (writers: string[]) => stackOf({ writers }).all("google_storage_bucket_iam_member");
  const both = Object.values(members([TEAM, PIPELINE]));
  expect(both.map(({ member }) => member).sort()).toEqual([TEAM, PIPELINE]);
  for (const { role } of both) expect(role).toBe("roles/storage.objectAdmin");
  expect(members([PIPELINE, TEAM])).toEqual(members([TEAM, PIPELINE]));
});

test("the bootstrap needs one provider of Google, as no resource is in google-beta", () => {
  const { provider } = stackOf({ projectId: "team-project" }).json as { provider: Record<string, Block[]> };
  expect(Object.keys(provider).sort()).toEqual(["google", "random"]);
  expect(provider.google).toEqual([{ project: "team-project" }]);
});

test("the stack prints the lines for the environments' files", () => {
  const lines = String((stackOf().json.output as Record<string, Block>).environment_lines?.value);
  expect(lines).toMatch(/^state: \{\n {2}bucket: "\$\{google_storage_bucket\.\w+\.name\}",\n\},$/);
});

test("a state takes its folder from the stack's name", () => {
  const backendOf = (state: object) =>
    (stackOf({ state: { bucket: "mlops-tfstate-01234567", ...state } }).json.terraform as Block).backend;
  expect(backendOf({})).toEqual({ gcs: { bucket: "mlops-tfstate-01234567", prefix: "gcp-state" } });
  expect(backendOf({ prefix: "team/a" })).toEqual({ gcs: { bucket: "mlops-tfstate-01234567", prefix: "team/a" } });
});

test.each<[string, Partial<GcpStateStackProps>]>([
  ["region must be the name of a Google Cloud region", { region: "EU" }],
  ["projectId must be the ID of a project", { projectId: "123456789012" }],
  ["prefix must not begin with goog", { prefix: "google" }],
  ["noncurrentVersionDays must be an integer from 1 to 3650", { noncurrentVersionDays: 0 }],
  ["writers must have at least 1 different item", { writers: [] }],
  ["writers.0 must be user:<email>", { writers: ["ada@example.com"] }],
  ["writers.0 must be user:<email>", { writers: ["allUsers"] }],
  ["writers.1 must be unique in the list", { writers: [TEAM, TEAM] }],
  ["tags.Team must have a label name", { tags: { Team: "ml" } }],
  ["state.bucket must be a bucket name", { state: { bucket: "My-State" } }],
  ["state.prefix must be a folder in the bucket", { state: { bucket: "states", prefix: "/a" } }],
])("refused: %s", (message, wrong) => {
  expect(problemsOf(() => make(wrong))).toEqual([expect.stringContaining(message)]);
});

test("all mistakes are named at once", () => {
  expect(() => make({ name: "A", prefix: "NO", region: "EU", projectId: "1" })).toThrow(/^4 problems:/);
});

test("the construct alone checks what it is given", () => {
  const alone = (props: Partial<StateBackendProps>) => () =>
    new StateBackend(emptyStack(), "State", { prefix: "mlops", ...props });
  expect(problemsOf(alone({ prefix: "NO", region: "EU", noncurrentVersionDays: 0 }))).toHaveLength(3);
});

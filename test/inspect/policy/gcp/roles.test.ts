import { gcpRolesFor } from "../../../../src/inspect/policy/gcp";
import { Purpose } from "../../../../src/inspect/policy/purpose";
import { gcpDevStack, gcpProdStack, stackOf } from "../../stack";

const PROJECT = "projects/{project}";
const KEY = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k";

test.each([
  ["gcp-dev", gcpDevStack],
  ["gcp-prod", gcpProdStack],
])("all roles of %s are on the project, none is basic, and no type is unknown", (_, stack) => {
  for (const purpose of Object.values(Purpose)) {
    const { roles, unknownTypes } = gcpRolesFor(stack(), purpose);
    expect(unknownTypes).toEqual([]);
    expect([...new Set(roles.map(({ scope }) => scope))]).toEqual([PROJECT]);
    for (const { role } of roles) expect(role).not.toMatch(/^roles\/(owner|editor|viewer)$/);
  }
});

test("a plan has no role that administers or writes", () => {
  const plan = gcpRolesFor(gcpProdStack(), Purpose.PLAN).roles.map(({ role }) => role);
  expect(plan.length).toBeGreaterThan(8);
  for (const role of plan) expect(role).toMatch(/\.\w*(viewer|Viewer|reader|Reviewer|Accessor)$|browser$/);
});

test("the deploy grants on the project the roles that the stack grants there, and no other", () => {
  const limited = gcpRolesFor(gcpDevStack(), Purpose.DEPLOY).roles.filter(({ condition }) => condition !== undefined);
  expect(limited).toEqual([
    {
      role: "roles/resourcemanager.projectIamAdmin",
      scope: PROJECT,
      why: "google_project_iam_member",
      condition: "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/cloudsql.client'])",
    },
  ]);
});

test("a key and a billing account have their own scopes", () => {
  const stack = stackOf(
    {
      "google_kms_crypto_key_iam_member.k": { crypto_key_id: KEY },
      "google_billing_budget.b": { billing_account: "${data.google_project.p.billing_account}" },
      "google_billing_budget.c": { billing_account: "000000-000000-000000" },
    },
    { provider: { google: [{ project: "p" }] }, terraform: {} },
  );
  expect(gcpRolesFor(stack, Purpose.DEPLOY).roles.map(({ role, scope }) => [role, scope])).toEqual([
    ["roles/billing.costsManager", "billingAccounts/000000-000000-000000"],
    ["roles/billing.costsManager", "billingAccounts/{billing account}"],
    ["roles/cloudkms.admin", KEY],
  ]);
});

test("the state's bucket is read by a plan, and written by a deploy", () => {
  const stack = stackOf({}, { terraform: { backend: { gcs: { bucket: "states", prefix: "gcp-dev" } } } });
  const roles = (purpose: Purpose) => gcpRolesFor(stack, purpose).roles;
  expect(roles(Purpose.PLAN)).toEqual([
    { role: "roles/storage.objectViewer", scope: "buckets/states", why: "the state" },
  ]);
  expect(roles(Purpose.DEPLOY)).toMatchObject([{ role: "roles/storage.objectAdmin", scope: "buckets/states" }]);
});

test("what runs as a service account needs the right to use it", () => {
  const stack = stackOf(
    { "google_cloud_run_v2_service.s": {} },
    { provider: { google: [{ project: "p" }] }, terraform: {} },
  );
  expect(gcpRolesFor(stack, Purpose.DEPLOY).roles).toEqual([
    { role: "roles/iam.serviceAccountUser", scope: "projects/p", why: "google_cloud_run_v2_service" },
    { role: "roles/run.admin", scope: "projects/p", why: "google_cloud_run_v2_service" },
  ]);
});

test("unknown types are named", () => {
  const stack = stackOf({ "google_mystery.m": {}, "data.google_mystery.d": {} });
  expect(gcpRolesFor(stack, Purpose.PLAN).unknownTypes).toEqual(["data.google_mystery", "google_mystery"]);
});

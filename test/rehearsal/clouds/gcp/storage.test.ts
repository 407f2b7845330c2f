import { GcpStorage } from "../../../../src/rehearsal/clouds/gcp/storage";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { LOCATION, PROJECT, STORAGE_ACCOUNT, accountOf, applied, type Change } from "./platform";

const MEMBER = `serviceAccount:${STORAGE_ACCOUNT}`;
const granted =
  (...roles: string[]): Change =>
  ({ more, objects }) =>
    roles.forEach((role, index) =>
      more.push({
        type: "google_storage_bucket_iam_member",
        values: { ...objects.google_storage_bucket_iam_member, id: `s${index}`, role, member: MEMBER },
      }),
    );
const PLATFORM = granted("roles/storage.legacyBucketReader", "roles/storage.objectUser");

function storageOf(change: Change, location = LOCATION) {
  const storage = new GcpStorage(accountOf(applied(change)));
  return storage.open({ storage_gcp_service_account: STORAGE_ACCOUNT }, location);
}

test("Snowflake's account lists and writes the bucket with the roles of the platform", () => {
  const access = storageOf(PLATFORM);
  access.list();
  access.write("a");
});

const custom: Values = {
  id: `projects/${PROJECT}/roles/snowflake`,
  permissions: ["storage.objects.get", "storage.objects.list"],
};

test.each<[string, Change, "list" | "write", string]>([
  ["nothing", () => undefined, "list", "has storage.buckets.get in the bucket mlops-artifacts"],
  ["objects alone", granted("roles/storage.objectUser"), "list", "has storage.buckets.get"],
  [
    "a reader's roles",
    granted("roles/storage.legacyBucketReader", "roles/storage.objectViewer"),
    "write",
    "storage.objects.create",
  ],
  [
    "a role of its own without the bucket",
    (gcp) => {
      granted(String(custom.id))(gcp);
      gcp.more.push({ type: "google_project_iam_custom_role", values: custom });
    },
    "list",
    "has storage.buckets.get",
  ],
])("it is refused with %s", (_what, change, action, message) => {
  const access = storageOf(change);
  expect(() => (action === "list" ? access.list() : access.write("a"))).toThrow(message);
});

test("a bucket that does not exist is not listed", () => {
  expect(() => storageOf(PLATFORM, "gcs://other/").list()).toThrow("The specified bucket does not exist.");
});

test("beside a bucket are the others of the project, which a role of the project would open", () => {
  const account = accountOf(applied());
  expect(new GcpStorage(account).above(LOCATION)).toBe("gcs://");
  expect(new GcpStorage(account).above("gcs://")).toBeUndefined();
  expect(() => storageOf(PLATFORM, "gcs://").list()).toThrow("every bucket of the project");
  const wide: Change = ({ more }) =>
    more.push({
      type: "google_project_iam_member",
      values: { id: "p", project: PROJECT, role: "roles/storage.admin", member: MEMBER },
    });
  storageOf(wide, "gcs://").list();
});

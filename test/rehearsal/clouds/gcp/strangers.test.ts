import { gcp } from "../../../../src/rehearsal/clouds/gcp";
import { blocks, block } from "../../../../src/rehearsal/simulator/readers";
import type { Values } from "../../../../src/rehearsal/simulator/rule";
import { accountOf, applied, appliedState, operation, type Change } from "./platform";

jest.setTimeout(60_000);

const attemptsIn = (change?: Change) => gcp.attempts(new Map([["hashicorp/google", accountOf(applied(change))]]));
const openings = async (change?: Change): Promise<string[]> =>
  (await attemptsIn(change)).flatMap(({ who, target, by }) =>
    by === undefined ? [] : [`${target}: ${who} gets in by ${by}`],
  );

const TARGETS = [
  ...["google_storage_bucket", "google_sql_database_instance", "google_cloud_run_v2_service", "POST"],
  ...["google_project_iam_member", "google_secret_manager_secret_iam_member", "google_storage_bucket_iam_member"],
];

test("nobody gets in from outside", async () => {
  expect(await openings()).toEqual([]);
  const targets = (await attemptsIn()).map(({ target }) => target.split(" ")[0]);
  expect(new Set(targets)).toEqual(new Set(TARGETS));
});

test("administrators of the project reach the service: a rule of Cloud Run's, which is named and is no opening", async () => {
  const named = (await attemptsIn()).filter(({ exception }) => exception !== undefined);
  expect(named).toEqual([
    {
      ...{ who: "an administrator of the project", target: "google_cloud_run_v2_service mlops-mlflow" },
      exception: "Cloud Run lets in whom the project's policy names: user:deployer@example.com (roles/owner)",
    },
  ]);
  const internal: Change = ({ objects }) =>
    (objects.google_cloud_run_v2_service.ingress = "INGRESS_TRAFFIC_INTERNAL_ONLY");
  expect((await attemptsIn(internal)).filter(({ exception }) => exception !== undefined)).toEqual([]);
});

test("a project without Google Cloud is left alone", async () => {
  expect(await gcp.attempts(new Map())).toEqual([]);
});

const database =
  (addresses: Values, settings: Values = {}): Change =>
  ({ objects }) => {
    const [own = {}] = blocks(objects.google_sql_database_instance, "settings");
    Object.assign(own, settings);
    Object.assign(block(own, "ip_configuration") ?? {}, addresses);
  };
const firewall =
  (values: Values): Change =>
  ({ more }) =>
    more.push({
      type: "google_compute_firewall",
      values: { id: "f", name: "f", direction: "INGRESS", allow: [{ protocol: "tcp" }], ...values },
    });
const bucket =
  (values: Values): Change =>
  ({ objects }) =>
    Object.assign(objects.google_storage_bucket, values);

describe("somebody gets in by", () => {
  const cases: [string, Change, string][] = [
    ["a bucket that may become public", bucket({ public_access_prevention: "inherited" }), "public_access_prevention"],
    ["lists of objects", bucket({ uniform_bucket_level_access: false }), "gets in by object ACLs"],
    [
      "a secret for everybody",
      ({ objects }) => (objects.google_secret_manager_secret_iam_member.member = "allUsers"),
      "anybody on the internet gets in by a role for everybody",
    ],
    [
      "a service that everybody may invoke",
      ({ objects }) => (objects.google_cloud_run_v2_service_iam_member.member = "allUsers"),
      "google_cloud_run_v2_service mlops-mlflow: an anonymous caller gets in by its address",
    ],
    [
      "a service that whoever has signed in may invoke",
      ({ objects }) => (objects.google_cloud_run_v2_service_iam_member.member = "allAuthenticatedUsers"),
      "a service account of another project gets in by its address",
    ],
    [
      "a service without invoker check",
      ({ objects }) => (objects.google_cloud_run_v2_service.invoker_iam_disabled = true),
      "an anonymous caller gets in by its address",
    ],
    [
      "a database that accepts all networks",
      database({ authorized_networks: [{ value: "0.0.0.0/0" }] }),
      "anybody on the internet gets in by an authorized network",
    ],
    [
      "a database that takes connections without TLS",
      database({ ssl_mode: "ALLOW_UNENCRYPTED_AND_ENCRYPTED" }, { connector_enforcement: "NOT_REQUIRED" }),
      "a reader of the network's traffic gets in by connections without TLS",
    ],
    ["a firewall that is open", firewall({ source_ranges: ["0.0.0.0/0"] }), "a rule that is open to the internet"],
    [
      "an operation without security",
      ({ document }) => {
        (document.paths["/get/api/{path=**}"] as ReturnType<typeof operation>).post.security = [];
      },
      "POST /get/api/{path=**} of mlops: an anonymous caller gets in by status 429: no security definition refuses them",
    ],
  ];
  test.each(cases)("%s", async (_what, change, message) => {
    expect((await openings(change)).join("\n")).toContain(message);
  });
});

describe("nobody gets in by", () => {
  const cases: [string, Change][] = [
    ["a network of a company's own", database({ authorized_networks: [{ value: "198.51.100.0/24" }] })],
    [
      "networks of a database without a public address",
      database({ ipv4_enabled: false, authorized_networks: [{ value: "0.0.0.0/0" }] }),
    ],
    ["a firewall for inner addresses", firewall({ source_ranges: ["10.0.0.0/8"] })],
    ["a firewall that is switched off", firewall({ source_ranges: ["0.0.0.0/0"], disabled: true })],
    [
      "a service at which people sign in",
      ({ more, objects }) =>
        more.push({
          type: "google_cloud_run_v2_service",
          values: { ...objects.google_cloud_run_v2_service, id: "ui", name: "ui", iap_enabled: true },
        }),
    ],
  ];
  test.each(cases)("%s", async (_what, change) => {
    expect(await openings(change)).toEqual([]);
  });
});

test("the version of the database is that which was applied", () => {
  expect(gcp.databaseVersion(appliedState(applied()))).toBe("16");
});

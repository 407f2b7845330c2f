import type { Values } from "../../../../../src/rehearsal/simulator/rule";
import { GoogleProvider } from "../provider";

const POOL = "google_iam_workload_identity_pool";
const PROVIDER = "google_iam_workload_identity_pool_provider";

const pool = (more: Values = {}): Values => ({ workload_identity_pool_id: "pool-0123", ...more });
const provider = (more: Values = {}): Values => ({
  ...{ workload_identity_pool_id: "pool-0123", workload_identity_pool_provider_id: "github" },
  attribute_mapping: { "google.subject": "assertion.sub" },
  attribute_condition: "assertion.repository == 'o/r'",
  oidc: [{ issuer_uri: "https://token.actions.githubusercontent.com" }],
  ...more,
});

function world(): GoogleProvider {
  const google = new GoogleProvider([POOL, PROVIDER]);
  for (const [type, config] of [
    [POOL, pool()],
    [PROVIDER, provider()],
  ] as const) {
    const problems = [...google.problems(type, config), ...google.create(type, config)];
    if (problems.length > 0) throw new Error(problems.join());
  }
  return google;
}

const other = (more: Values) => provider({ workload_identity_pool_provider_id: "other", ...more });

test.each<[string, string, Values, string]>([
  ["an ID that exists", POOL, pool(), "409: Requested entity already exists"],
  ["a long name", POOL, pool({ workload_identity_pool_id: "two-0123", display_name: "x".repeat(33) }), "at most 32"],
  ["a provider that exists", PROVIDER, provider(), "409: Requested entity already exists"],
  ["an unknown pool", PROVIDER, provider({ workload_identity_pool_id: "none" }), "404: Requested entity was not found"],
  [
    "no condition for GitHub",
    PROVIDER,
    other({ attribute_condition: null }),
    "must reference one of the provider's claims",
  ],
  ["a condition without a claim", PROVIDER, other({ attribute_condition: "true" }), "must reference one of"],
  [
    "no condition for GitLab",
    PROVIDER,
    other({ attribute_condition: null, oidc: [{ issuer_uri: "https://gitlab.com" }] }),
    "must reference one of the provider's claims",
  ],
  [
    "a condition that is too long",
    PROVIDER,
    other({ attribute_condition: `assertion.sub == '${"x".repeat(4096)}'` }),
    "at most 4096",
  ],
])("refused: %s", (_what, type, config, message) => {
  expect(world().create(type, config).join()).toContain(message);
});

test("an issuer of one's own needs no condition", () => {
  const own = { attribute_condition: null, oidc: [{ issuer_uri: "https://gitlab.example.com" }] };
  expect(world().create(PROVIDER, other(own))).toEqual([]);
});

test.each(["gcp-pool", "abc", "Pool"])(
  "the provider refuses the ID %s before any plan",
  (workload_identity_pool_id) => {
    expect(world().problems(POOL, pool({ workload_identity_pool_id }))).not.toEqual([]);
  },
);

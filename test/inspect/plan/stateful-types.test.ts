import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isStateful, REPLACEABLE_TYPES, STATEFUL_TYPES } from "../../../src/inspect/plan";
import { ROOT } from "../../support/cli";

const CONSTRUCTS = ["aws", "azure", "gcp", "kedro", "mlflow", "platform", "snowflake"];

/** The Terraform types that the constructs of this package create, by the bindings that they import. */
function createdTypes(): string[] {
  const files = CONSTRUCTS.flatMap((folder) =>
    readdirSync(join(ROOT, "src", folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(ROOT, "src", folder, file), "utf8")),
  );
  const bindings = files.flatMap((text) =>
    [...text.matchAll(/"(@cdktf\/provider-[a-z-]+\/lib\/(?!data-|provider")[a-z0-9-]+)"/g)].map(
      ([, path = ""]) => path,
    ),
  );
  return [...new Set(bindings)].flatMap((path) =>
    Object.values(jest.requireActual<Record<string, { readonly tfResourceType?: string }>>(path)).flatMap(
      (each) => each.tfResourceType ?? [],
    ),
  );
}

test("of every type that a construct creates it is known whether its replacement loses something", () => {
  const types = createdTypes();
  expect(types.length).toBeGreaterThan(100);
  expect(types.filter((type) => isStateful(type) === undefined)).toEqual([]);
});

test("identities are stateful on every cloud, as others refer to them by an ID that a recreated one does not have", () => {
  const identities = ["aws_iam_role", "azurerm_user_assigned_identity", "google_service_account"];
  const trusts = ["aws_iam_openid_connect_provider", "google_iam_workload_identity_pool_provider"];
  for (const type of [...identities, ...trusts, "snowflake_storage_integration"])
    expect([type, isStateful(type)]).toEqual([type, true]);
});

test("no type is in both lists", () => {
  expect(Object.keys(STATEFUL_TYPES).filter((type) => REPLACEABLE_TYPES.some((each) => each.test(type)))).toEqual([]);
});

import type { Values } from "../../../../src/rehearsal/simulator/rule";
import * as right from "./configurations";
import { GoogleProvider, NUMBER, PROJECT, REGION } from "./provider";
import { ACCOUNT, INSTANCES, world } from "./world";

/** Attributes, one at a time, and the action that the real provider plans for the change. */
type Changes = readonly (readonly [change: Values, action: "replace" | "update" | "none"])[];

function check(type: string, before: Values, changes: Changes, computed: Values = {}): void {
  const google = new GoogleProvider([type]);
  const planned = changes.map(([change]) => [
    change,
    google.change(type, before, { ...before, ...change }, computed).action,
  ]);
  expect(planned).toEqual(changes);
}

/** What a second plan makes of a configuration that was just applied, after `meanwhile`. */
function again(type: string, config: Values, meanwhile: (values: Values) => void = () => undefined): string {
  const google = world([type]);
  google.make(type, config);
  const held = google.account.list(type).at(-1);
  meanwhile(held?.values ?? {});
  return google.planAgain(type, held?.id ?? "", config).action;
}

describe("as the real provider does, a plan", () => {
  test("sees no change in the case of a bucket's location", () => {
    check("google_storage_bucket", right.BUCKET, [
      [{ location: "EUROPE-WEST1" }, "none"],
      [{ location: "EU" }, "replace"],
      [{ name: "other" }, "replace"],
      [{ labels: { team: "ops" } }, "update"],
    ]);
  });

  test("replaces a database for a smaller disk, another key or region, not for another tier or version", () => {
    const settings = (more: Values) => ({ settings: [{ ...right.SETTINGS, ...more }] });
    check("google_sql_database_instance", { ...right.INSTANCE, ...settings({ disk_size: 20 }) }, [
      [settings({ disk_size: 30 }), "update"],
      [settings({ disk_size: 10 }), "replace"],
      [settings({ disk_size: 20, tier: "db-g1-small" }), "update"],
      [settings({ disk_size: 20, disk_type: "PD_HDD" }), "replace"],
      [{ database_version: "POSTGRES_17" }, "update"],
      [{ encryption_key_name: right.KEY }, "replace"],
      [{ region: "us-east1" }, "replace"],
    ]);
  });

  test("sees no change in the spelling of a policy's resource and member, and replaces for everything else", () => {
    const grant = { secret_id: "s", role: "roles/secretmanager.secretAccessor", member: `serviceAccount:${ACCOUNT}` };
    check("google_secret_manager_secret_iam_member", { ...grant, project: PROJECT }, [
      [{ secret_id: `projects/${PROJECT}/secrets/s` }, "none"],
      [{ secret_id: `projects/${NUMBER}/secrets/s` }, "none"],
      [{ member: `serviceAccount:${ACCOUNT.toUpperCase()}` }, "none"],
      [{ secret_id: "other" }, "replace"],
      [{ role: "roles/secretmanager.viewer" }, "replace"],
    ]);
    check("google_storage_bucket_iam_member", { ...grant, secret_id: null, bucket: "b" }, [
      [{ bucket: "b/b" }, "none"],
      [{ bucket: "c" }, "replace"],
    ]);
  });

  test("replaces a key's grant for another spelling of the key", () => {
    const grant = {
      crypto_key_id: right.KEY,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: "user:a@b.c",
    };
    check("google_kms_crypto_key_iam_member", grant, [
      [{ crypto_key_id: `${PROJECT}/${REGION}/mlops/data` }, "replace"],
    ]);
  });

  test("replaces a subnetwork that loses addresses, and expands one that gets more", () => {
    check("google_compute_subnetwork", right.SUBNETWORK, [
      [{ ip_cidr_range: "10.10.0.0/23" }, "update"],
      [{ ip_cidr_range: "10.10.0.0/25" }, "replace"],
      [{ network: `https://www.googleapis.com/compute/v1/${right.SUBNETWORK.network}` }, "none"],
      [{ network: `projects/${PROJECT}/global/networks/other` }, "replace"],
    ]);
  });

  test("makes a new version of a secret for a new text", () => {
    const version = { secret: `projects/${PROJECT}/secrets/s`, secret_data: "a" };
    check("google_secret_manager_secret_version", version, [[{ secret_data: "b" }, "replace"]]);
  });

  test("knows an account's address before the account exists", () => {
    const google = new GoogleProvider(["google_service_account"]);
    const before = { account_id: "mlops-mlflow", project: PROJECT };
    expect(google.change("google_service_account", before, { ...before, account_id: "mlops-other" })).toEqual({
      ...{ action: "replace", problems: [] },
    });
  });
});

describe("a second plan is not empty", () => {
  test("for a database whose disk has grown: it would be created again", () => {
    const grow = (values: Values) => {
      values.settings = [{ ...(values.settings as Values[])[0], disk_size: 17 }];
    };
    expect(again(INSTANCES, { ...right.INSTANCE, name: "other" })).toBe("none");
    expect(again(INSTANCES, { ...right.INSTANCE, name: "other" }, grow)).toBe("replace");
  });

  test("for a budget that names the project by its ID: the service answers its number", () => {
    const budget = (project: string) => ({ ...right.BUDGET, budget_filter: [{ projects: [`projects/${project}`] }] });
    expect(again("google_billing_budget", budget(NUMBER))).toBe("none");
    expect(again("google_billing_budget", budget(PROJECT))).toBe("update");
  });
});

test("labels of others stay, and are no change", () => {
  const add = (values: Values) => {
    values.effective_labels = { ...(values.effective_labels as Values), theirs: "x" };
  };
  expect(again("google_secret_manager_secret", { ...right.SECRET, labels: { team: "ml" } }, add)).toBe("none");
});

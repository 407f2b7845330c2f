import { runTrap, type JsonObject, type TerraformConfig, type TrapResult } from "../trap";
import { PROJECT, REGION, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;
const DATASET = "google_bigquery_dataset.capture";
const SERVICE = "google_project_service.bigquery";
const GRANT = "google_kms_crypto_key_iam_member.bigquery";
const AGENT = "google_bigquery_default_service_account";

const keyIn = (location: string) => `projects/${PROJECT}/locations/${location}/keyRings/mlops/cryptoKeys/models`;

/** A dataset with a key; the agent of BigQuery may use it where `isGranted` says so. */
function config({ key = keyIn(REGION), isAsked = true, isGranted = true } = {}): TerraformConfig {
  const member: JsonObject = {
    ...{ crypto_key_id: key, role: "roles/cloudkms.cryptoKeyEncrypterDecrypter" },
    member: `\${data.${AGENT}.agent.member}`,
  };
  const stack = stackOf({
    google_project_service: { bigquery: { service: "bigquery.googleapis.com", disable_on_destroy: false } },
    google_bigquery_dataset: {
      capture: {
        ...{ dataset_id: "capture", location: REGION },
        default_encryption_configuration: [{ kms_key_name: key }],
        depends_on: [SERVICE, ...(isGranted ? [GRANT] : [])],
      },
    },
    ...(isGranted && { google_kms_crypto_key_iam_member: { bigquery: member } }),
  });
  return { ...stack, ...(isAsked && { data: { [AGENT]: { agent: { depends_on: [SERVICE] } } } }) };
}

const said = ({ errorsAt }: TrapResult) => errorsAt[DATASET]?.join("; ");

test(
  "a dataset whose key BigQuery's own account may use applies and plans empty",
  async () => {
    const { errors, changes } = await runTrap({ config: config(), rules });
    expect([errors, changes]).toEqual([[], {}]);
  },
  TIMEOUT,
);

test.each([
  [
    "nobody asked for the account",
    { isAsked: false, isGranted: false },
    "bigquery-encryption.iam.gserviceaccount.com does not",
  ],
  ["the account has no role on the key", { isGranted: false }, "Permission denied on Cloud KMS key"],
  ["the key is in another region", { key: keyIn("us-central1") }, "is in us-central1, and must be in europe-west1"],
])(
  "a dataset with a key is refused where %s",
  async (_, changes, message) => {
    expect(said(await runTrap({ config: config(changes), rules }))).toContain(message);
  },
  TIMEOUT,
);

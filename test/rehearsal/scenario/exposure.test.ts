import { newReport } from "../../../src/rehearsal/report";
import { checkExposure } from "../../../src/rehearsal/scenario/exposure";
import { accountOf, applied, appliedState, type Change } from "../clouds/gcp/platform";

jest.setTimeout(60_000);

const exposureOf = async (change?: Change) => {
  const gcp = applied(change);
  const report = newReport("gcp-dev");
  const accounts = new Map([["hashicorp/google", accountOf(gcp)]]);
  return { report, refused: await checkExposure(appliedState(gcp), accounts, new Map(), report) };
};

test("whom a cloud's own rule lets in is named, and does not count as refused", async () => {
  const { report, refused } = await exposureOf();
  expect(report.shown.join("\n")).toContain(`${refused} attempts from outside of the account are refused`);
  expect(report.shown.at(-1)).toBe(
    "google_cloud_run_v2_service mlops-mlflow: an administrator of the project is let in, as documented: " +
      "Cloud Run lets in whom the project's policy names: user:deployer@example.com (roles/owner)",
  );
});

test("whoever gets in by a setting of the stack fails the rehearsal", async () => {
  const open = exposureOf(({ objects }) => (objects.google_storage_bucket.public_access_prevention = "inherited"));
  await expect(open).rejects.toThrow("google_storage_bucket mlops-artifacts: an anonymous reader gets in by");
});

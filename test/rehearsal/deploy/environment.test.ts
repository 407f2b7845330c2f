import { rehearsalEnvironment } from "../../../src/rehearsal/deploy/environment";

test("credentials of real accounts and Terraform settings do not reach a rehearsal", () => {
  const env = rehearsalEnvironment(
    {
      PATH: "/bin",
      AWS_PROFILE: "p",
      SNOWFLAKE_TOKEN: "t",
      ARM_CLIENT_SECRET: "s",
      AZURE_CONFIG_DIR: "a",
      GOOGLE_PROJECT: "g",
      CLOUDSDK_CONFIG: "c",
      GCLOUD_PROJECT: "g",
      GCP_SERVICE_ACCOUNT: "g",
      TF_CLI_ARGS: "-x",
      TF_DATA_DIR: "d",
    },
    { TF_REATTACH_PROVIDERS: "{}" },
  );
  expect(
    Object.keys(env).filter((name) => /^(AWS|SNOWFLAKE|ARM|AZURE|GOOGLE|CLOUDSDK|GCLOUD|GCP)_/.test(name)),
  ).toEqual([]);
  expect(env).toMatchObject({ PATH: "/bin", TF_REATTACH_PROVIDERS: "{}", CHECKPOINT_DISABLE: "1" });
  expect(env.TF_CLI_ARGS).toBeUndefined();
  expect(env.TF_DATA_DIR).toBeUndefined();
});

test("a person's own setting of Terraform's garbage collection stays", () => {
  expect(rehearsalEnvironment({}).GOGC).toBe("400");
  expect(rehearsalEnvironment({ GOGC: "50" }).GOGC).toBe("50");
});

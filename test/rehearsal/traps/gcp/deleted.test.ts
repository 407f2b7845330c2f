import { runTrap } from "../trap";
import { BUCKET, instance, PROJECT, REGION, rules, stackOf } from "./stack";

const TIMEOUT = 60_000;
const LOGS = { project: PROJECT, location: REGION, bucket_id: "mlops-logs" };
const AWAY = stackOf();

test(
  "the names of a database and of a log bucket that were deleted are not free",
  async () => {
    const made = stackOf({
      google_sql_database_instance: { database: instance("mlops-db") },
      google_logging_project_bucket_config: { logs: LOGS },
    });
    const result = await runTrap({ config: made, then: [AWAY, made], rules });
    expect(result.errorsAt["google_sql_database_instance.database"]?.join()).toContain("until one week");
    expect(result.errorsAt["google_logging_project_bucket_config.logs"]?.join()).toContain(
      "must be in an ACTIVE state",
    );
  },
  TIMEOUT,
);

test(
  "a database is not destroyed with a user who owns tables, or while it is protected; a bucket not with its objects",
  async () => {
    const of = "${google_sql_database_instance.database.name}";
    const result = await runTrap({
      config: stackOf({
        google_sql_database_instance: {
          database: instance("mlops-db"),
          kept: instance("mlops-kept", { deletion_protection_enabled: true }),
          guarded: instance("mlops-guarded", {}, { deletion_protection: true }),
        },
        google_sql_database: { mlflow: { name: "mlflow", instance: of, deletion_policy: "ABANDON" } },
        google_sql_user: { mlflow: { name: "mlflow", instance: of, password: "x" } },
        google_storage_bucket: { artifacts: { ...BUCKET, name: "mlops-artifacts" } },
      }),
      rules,
      meanwhile: (accounts) => {
        const account = accounts.get("hashicorp/google");
        if (account !== undefined) account.memory("gcs:mlops-artifacts", () => ({ objects: 0 })).objects = 1;
      },
      destroy: true,
    });
    const messages = result.errors.join();
    expect(messages).toContain("cannot be dropped because some objects depend on it");
    expect(messages).toContain("The instance is protected");
    expect(messages).toContain("deletion_protection is set to true");
    expect(messages).toContain("without `force_destroy` set to true");
  },
  TIMEOUT,
);

test(
  "a service that is disabled by the destroy of one stack is gone for all others",
  async () => {
    const service = (name: string) => ({ service: `${name}.googleapis.com` });
    const result = await runTrap({
      config: stackOf({
        google_project_service: { servicecontrol: service("servicecontrol"), apigateway: service("apigateway") },
      }),
      then: [stackOf({ google_project_service: { apigateway: service("apigateway") } })],
      rules,
    });
    expect(result.errors.join()).toContain("Please specify disable_dependent_services=true");
  },
  TIMEOUT,
);

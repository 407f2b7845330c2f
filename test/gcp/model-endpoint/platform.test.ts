import { Size } from "../../../src/core";
import { DatabaseAccess } from "../../../src/gcp";
import { SCORING_TIMEOUT_SECONDS } from "../../../src/mlflow/scoring/errors";
import { Synthesized, type Block } from "../synthesized";
import { IRIS, SPLIT } from "./fixture";

const SERVICE = "google_cloud_run_v2_service";
const plain = Synthesized.environment();
const scored = Synthesized.environment({ endpoints: [IRIS, { ...SPLIT, name: "two-models", readers: ["OTHER"] }] });

interface Backend {
  readonly address: string;
  readonly jwt_audience: string;
  readonly deadline: number;
  readonly path_translation: string;
}

interface Operation {
  readonly operationId: string;
  readonly security: unknown[];
  readonly parameters?: unknown[];
  readonly "x-google-backend": Backend;
}

/** The paths of the API's document. */
function pathsOf(stack: Synthesized): Record<string, { readonly post: Operation }> {
  const config = stack.one("google_api_gateway_api_config");
  const [{ document }] = config.openapi_documents as [{ document: { contents: string } }];
  const [, written = '""'] = /^\$\{base64encode\((.*)\)\}$/s.exec(document.contents) ?? [];
  return (JSON.parse(JSON.parse(written) as string) as { paths: Record<string, { post: Operation }> }).paths;
}

test("an environment without endpoints is what it was", () => {
  expect(Synthesized.environment({ endpoints: [] }).json).toEqual(plain.json);
  expect(Object.keys(plain.all(SERVICE))).toHaveLength(1);
});

test("each endpoint has an exact path of the gateway with its own backend and audience, by POST alone", () => {
  const paths = pathsOf(scored);
  expect(Object.keys(paths).filter((path) => path.startsWith("/score"))).toEqual(["/score/iris", "/score/two-models"]);
  const { post, ...others } = paths["/score/two-models"] ?? {};
  expect(others).toEqual({});
  expect(post?.operationId).toBe("score_two_models");
  expect(post?.security).toEqual([{ snowflake: [] }]);
  const { address, jwt_audience, path_translation } = post?.["x-google-backend"] ?? {};
  expect(address).toMatch(/^https:\/\/mlops-gcp-dev-score-two-models-\$\{.*number\}\.europe-west1\.run\.app$/);
  expect(jwt_audience).toBe(address);
  expect(path_translation).toBe("APPEND_PATH_TO_ADDRESS");
  expect(Object.keys(paths)).toEqual([...Object.keys(paths)].sort());
});

test("MLflow's paths are what they were", () => {
  const { "/score/iris": iris, "/score/two-models": two, ...others } = pathsOf(scored);
  expect([iris, two]).not.toContain(undefined);
  expect(others).toEqual(pathsOf(plain));
});

test("a model's server ends a slow call before the gateway does, whatever time MLflow's calls have", () => {
  const deadlines = (timeoutSeconds: number): (number | undefined)[] => {
    const paths = pathsOf(Synthesized.environment({ endpoints: [IRIS], gateway: { timeoutSeconds } }));
    return ["/score/iris", "/get/api/{path=**}"].map((path) => paths[path]?.post["x-google-backend"].deadline);
  };
  expect(deadlines(10)).toEqual([SCORING_TIMEOUT_SECONDS + 10, 10]);
  expect(deadlines(120)).toEqual([120, 120]);
});

test("the gateway's account alone may call an endpoint", () => {
  const members = Object.values(scored.all("google_cloud_run_v2_service_iam_member"));
  expect(members).toHaveLength(3);
  for (const { role, member } of members) {
    expect(role).toBe("roles/run.invoker");
    expect(member).toMatch(/^\$\{google_service_account\.\w*Gateway\w*\.member\}$/);
  }
  expect(new Set(members.map(({ name }) => name)).size).toBe(3);
});

test("neither route nor function waits for an endpoint", () => {
  const config = scored.address("google_api_gateway_api_config");
  const sql = scored.address("snowflake_external_function", "iris");
  for (const address of [config, sql])
    expect(
      [...scored.needs(address)].filter((each) => each.includes("Endpoints_iris") && each.includes("google_")),
    ).toEqual([]);
});

test("an endpoint admits our Snowflake account alone", () => {
  const service = JSON.stringify(scored.one(SERVICE, "iris"));
  const variables = [...service.matchAll(/"name":"(MLOPS_SNOWFLAKE_\w+)","value":"([^"]*)"/g)].map(
    ([, name, value]) => [name, value?.includes("snowflake_current_account")],
  );
  expect(variables).toEqual([
    ["MLOPS_SNOWFLAKE_ACCOUNT", true],
    ["MLOPS_SNOWFLAKE_REGION", true],
  ]);
});

test("each endpoint has a function in the workspace, which calls its route", () => {
  const iris = scored.one("snowflake_external_function", "Endpoints_iris");
  expect(iris.name).toBe("SCORE_IRIS");
  expect(iris.url_of_proxy_and_resource).toMatch(/\/score\/iris$/);
  expect((scored.json.output as Record<string, Block>).scoring_functions?.value).toEqual([
    "SCORE_IRIS",
    "SCORE_TWO_MODELS",
  ]);
});

test("with an existing server the endpoints bring images and account of their own", () => {
  const existing = {
    trackingServer: { serviceName: "team-mlflow", url: "https://team-mlflow-1.europe-west1.run.app" },
    artifactStore: { bucketName: "team-artifacts" },
  };
  const stack = Synthesized.environment({ existing, endpoints: [IRIS] });
  expect(Object.keys(stack.all("google_artifact_registry_repository"))).toHaveLength(2);
  expect(Object.keys(Synthesized.environment({ existing }).all("google_artifact_registry_repository"))).toEqual([]);
  expect(JSON.stringify(stack.one(SERVICE))).toContain("snowflake_current_account");
});

test("a private endpoint makes a network, in which MLflow's servers are only for the sake of their database", () => {
  const network = (stack: Synthesized, part: string): unknown =>
    (stack.one(SERVICE, part).template as Block).vpc_access;
  const connector = Synthesized.environment({ endpoints: [{ ...IRIS, privateAccess: true }] });
  expect(Object.keys(connector.all("google_compute_network"))).toHaveLength(1);
  expect(network(connector, "TrackingServer")).toBeUndefined();
  expect(network(connector, "iris")).toMatchObject({ egress: "ALL_TRAFFIC" });
  const psc = Synthesized.environment({ database: { access: DatabaseAccess.PSC }, endpoints: [IRIS] });
  expect(network(psc, "TrackingServer")).toMatchObject({ egress: "PRIVATE_RANGES_ONLY" });
  expect(network(psc, "iris")).toBeUndefined();
});

test("in prod the alarms of endpoints notify the platform's channels", () => {
  const observability = { emails: ["mlops@example.com"] };
  const prod = Synthesized.environment({ name: "gcp-prod", size: Size.PROD, observability, endpoints: [IRIS] });
  const policies = Object.entries(prod.all("google_monitoring_alert_policy")).filter(([name]) => name.includes("iris"));
  expect(policies).toHaveLength(2);
  for (const [, { notification_channels }] of policies)
    expect(JSON.stringify(notification_channels)).toContain("google_monitoring_notification_channel");
});

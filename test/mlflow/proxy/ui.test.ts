import { caddyConfiguration } from "../../../src/mlflow/proxy/configuration";
import { proxySettings } from "../../../src/mlflow/proxy/defaults";
import { ServerSpec } from "../../../src/mlflow";

const servers = (uiPort?: number) => caddyConfiguration(proxySettings({ uiPort })).apps.http.servers;
const spec = (uiOrigin?: string) =>
  ServerSpec.containers({ artifactsDestination: "s3://bucket/mlflow", workers: 1, uiOrigin });

test("there is no UI listener without uiOrigin", () => {
  expect(servers().ui).toBeUndefined();
  expect(spec().proxy.uiPort).toBeUndefined();
  expect(spec().mlflow.environment).not.toHaveProperty("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS");
});

test("it has a port of its own, and the gateway's listener stays as it is", () => {
  expect(servers(8081).ui?.listen).toEqual([":8081"]);
  expect(servers(8081).gateway).toEqual(servers().gateway);
});

test("MLflow sees a browser's origin, and neither the load balancer's tokens nor its cookies", () => {
  const text = JSON.stringify(servers(8081).ui?.routes.at(-2));
  expect(text).not.toContain('"Origin"');
  for (const name of ["Cookie", "Authorization", "X-Amzn-*", "X-Forwarded-*"]) expect(text).toContain(`"${name}"`);
});

test("the container says at which port the load balancer reaches it, and MLflow admits the page's own origin", () => {
  const { proxy, mlflow } = spec("https://mlflow.example.com");
  expect([proxy.port, proxy.uiPort]).toEqual([8080, 8081]);
  expect(mlflow.environment.MLFLOW_SERVER_CORS_ALLOWED_ORIGINS).toBe("https://mlflow.example.com");
});

test.each(["http://mlflow.example.com", "https://mlflow.example.com/", "https://*.example.com", "mlflow.example.com"])(
  "%s is an invalid origin",
  (origin) => {
    expect(() => spec(origin)).toThrow("must be https:// and a host, without path and without wildcard");
  },
);

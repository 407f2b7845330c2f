import { caddyConfiguration } from "../../src/mlflow/proxy/configuration";
import { ServerSpec } from "../../src/mlflow";

const peoples = (peoplePort?: number) => caddyConfiguration({ peoplePort }).apps.http.servers.people;
const spec = (peopleOrigin?: string) =>
  ServerSpec.containers({ artifactsDestination: "s3://bucket/mlflow", workers: 1, peopleOrigin });

test("there is no listener for people unless somebody asks for it", () => {
  expect(peoples()).toBeUndefined();
  expect(spec().proxy.peoplePort).toBeUndefined();
  expect(spec().mlflow.environment).not.toHaveProperty("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS");
});

test("it has a port of its own, and the gateway's listener stays as it is", () => {
  expect(peoples(8081)?.listen).toEqual([":8081"]);
  expect(caddyConfiguration({ peoplePort: 8081 }).apps.http.servers.gateway).toEqual(
    caddyConfiguration().apps.http.servers.gateway,
  );
});

test("MLflow sees a browser's origin, and neither the load balancer's tokens nor its cookies", () => {
  const text = JSON.stringify(peoples(8081)?.routes.at(-2));
  expect(text).not.toContain('"Origin"');
  for (const name of ["Cookie", "Authorization", "X-Amzn-*", "X-Forwarded-*"]) expect(text).toContain(`"${name}"`);
});

test("the container says at which port the load balancer reaches it, and MLflow admits the page's own origin", () => {
  const { proxy, mlflow } = spec("https://mlflow.example.com");
  expect([proxy.port, proxy.peoplePort]).toEqual([8080, 8081]);
  expect(mlflow.environment.MLFLOW_SERVER_CORS_ALLOWED_ORIGINS).toBe("https://mlflow.example.com");
});

test.each(["http://mlflow.example.com", "https://mlflow.example.com/", "https://*.example.com", "mlflow.example.com"])(
  "%s is no origin",
  (origin) => {
    expect(() => spec(origin)).toThrow("an origin is https:// and a host, without path and without wildcard");
  },
);

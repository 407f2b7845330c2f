import { Catalogue } from "../../../src/mlflow/catalogue/catalogue";
import { OperationGroup } from "../../../src/mlflow/catalogue/types";
import { groupsOf } from "../../../src/mlflow/functions/defaults";
import { caddyConfiguration } from "../../../src/mlflow/proxy/configuration";
import { MethodProxy } from "../../../src/mlflow/proxy/method-proxy";
import { proxySettings } from "../../../src/mlflow/proxy/defaults";

const server = (props = {}) => {
  const gateway = caddyConfiguration(proxySettings(props)).apps.http.servers.gateway;
  if (gateway === undefined) throw new Error("no server");
  return gateway;
};
const patterns = (props = {}): RegExp[] =>
  server(props)
    .routes.flatMap((route) => route.match ?? [])
    .filter((match) => match.vars_regexp !== undefined && match.path_regexp !== undefined)
    .map((match) => new RegExp(match.path_regexp?.pattern ?? "(?!)"));

describe("the proxy's configuration", () => {
  const ALL = { groups: Catalogue.allGroups(), snowflakeAccount: true, gatewayKey: true, uiPort: 8081 };

  test("has at most 24 KB with all groups", () => {
    expect(Buffer.byteLength(MethodProxy.render(ALL))).toBeLessThanOrEqual(24 * 1024);
  });

  test("fits in one environment variable of every cloud: Cloud Run allows 32 KiB", () => {
    expect(MethodProxy.render(ALL).length).toBeLessThan(32 * 1024);
  });

  test("holds nothing that Terraform would read as its own", () => {
    expect(MethodProxy.render(ALL)).not.toMatch(/\$\{|%\{/);
  });

  test("never evaluates what MLflow answers", () => {
    expect(MethodProxy.render()).not.toContain("templates");
  });

  test("switches Caddy's administration off and keeps nothing on disk", () => {
    expect(caddyConfiguration(proxySettings()).admin).toEqual({ disabled: true, config: { persist: false } });
  });

  test("asks for key and account right after health, before any pattern is matched", () => {
    const [health, noKey, otherKey, account, ...rest] = server(ALL).routes;
    expect(health?.match?.[0]?.path_regexp?.pattern).toBe("^/health$");
    for (const route of [noKey, otherKey, account]) {
      expect(route?.terminal).toBe(true);
      expect(JSON.stringify(route?.match)).not.toMatch(/regexp|expression|vars/);
    }
    expect(rest).toEqual(server({ groups: ALL.groups }).routes.slice(1));
  });

  test("admits each operation under its own verb and no other", () => {
    const all = patterns(ALL);
    expect(all).toHaveLength(4);
    for (const { verb, path } of Catalogue.operations()) {
      const filled = path.replace(/\{\w+\}/g, "x");
      for (const prefix of ["", "/dev"]) {
        const admitted = all.filter((p) => p.test(`${prefix}/${verb.toLowerCase()}${filled}`));
        expect([path, admitted.length]).toEqual([path, 1]);
      }
      expect(all.some((p) => p.test(`/dev/x/${verb.toLowerCase()}${filled}`))).toBe(false);
      expect(all.some((p) => p.test(`/${verb.toLowerCase()}${filled}x/y`))).toBe(false);
    }
  });

  test("admits by default the operations of which functions are made by default", () => {
    const groups = groupsOf({});
    for (const group of Catalogue.allGroups())
      for (const { verb, path } of Catalogue.operations([group])) {
        const sent = `/${verb.toLowerCase()}${path.replace(/\{\w+\}/g, "x")}`;
        expect([sent, patterns().some((p) => p.test(sent))]).toEqual([sent, groups.includes(group)]);
      }
  });

  test("admits the chosen groups alone", () => {
    const admits = (path: string) => patterns({ groups: [OperationGroup.TRACKING] }).some((p) => p.test(path));
    expect(admits("/post/api/2.0/mlflow/runs/create")).toBe(true);
    expect(admits("/post/api/2.0/mlflow/registered-models/create")).toBe(false);
  });

  test("never admits users, permissions, webhooks or artifact bytes", () => {
    for (const path of [
      "/post/api/2.0/mlflow/users/create",
      "/post/api/2.0/mlflow/experiments/permissions/create",
      "/post/api/2.0/mlflow/webhooks",
      "/get/api/2.0/mlflow-artifacts/artifacts",
      "/get/ajax-api/2.0/mlflow/runs/get",
      "/post/graphql",
    ])
      expect(patterns(ALL).some((p) => p.test(path))).toBe(false);
  });

  test("listens and calls on the ports that it is given", () => {
    const { listen } = server({ listenPort: 9090 });
    expect(listen).toEqual([":9090"]);
    expect(MethodProxy.render({ upstreamPort: 5555 })).toContain('"dial":"127.0.0.1:5555"');
  });

  test("passes single operations beside a group, and nothing else of their group", () => {
    const some = patterns({ groups: [OperationGroup.REGISTRY], operations: ["createRun", "logMetric"] });
    const passes = (path: string) => some.some((pattern) => pattern.test(path));
    expect(passes("/post/api/2.0/mlflow/runs/create")).toBe(true);
    expect(passes("/post/api/2.0/mlflow/runs/log-metric")).toBe(true);
    expect(passes("/post/api/2.0/mlflow/registered-models/create")).toBe(true);
    expect(passes("/post/api/2.0/mlflow/runs/delete")).toBe(false);
  });
});

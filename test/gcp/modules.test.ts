import { barrelsIn, bindingsOf, loadedBy, providersIn } from "../support/modules";

const loaded = loadedBy("gcp");

test("a program for Google Cloud loads the providers of Google and Snowflake, and no other cloud's", () => {
  expect(providersIn(loaded)).toEqual([
    "provider-google",
    "provider-google-beta",
    "provider-random",
    "provider-snowflake",
    "provider-time",
  ]);
});

test("no provider's barrel is loaded: it costs 300 times more than a resource", () => {
  expect(barrelsIn(loaded)).toEqual([]);
});

test("neither the rehearsal nor the command line is loaded by constructs", () => {
  expect(loaded.filter((file) => /\/dist\/(rehearsal|cli)\//.test(file))).toEqual([]);
});

test.each(["gcp-dev", "gcp-prod"])("no binding is loaded that %s does not use", (environment) => {
  const { loaded: bindingTypes, used } = bindingsOf("gcp", "GcpMlopsStack", environment);
  expect(bindingTypes).toEqual(used);
});
